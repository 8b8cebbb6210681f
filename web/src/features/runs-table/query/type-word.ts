import { typeWords } from "./parse";

/** The language's word for a type of the API. */
export const typeWord = (type: string): string => (type === "runState" ? "experimentState" : (typeWords.find((word) => word === type) ?? type));
