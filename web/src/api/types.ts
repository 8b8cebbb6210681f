import type { components } from "./schema";

// Short names for what the server's document describes.
type Schemas = components["schemas"];

export type ApiToken = Schemas["ApiToken"];
export type Attribute = Schemas["Attribute"];
export type AttributeMatch = Schemas["AttributeMatch"];
export type AttributeType = Schemas["AttributeType"];
export type FileValue = Schemas["File"];
export type LiveChange = Schemas["LiveChange"];
export type LiveKind = Schemas["LiveKind"];
export type LogLine = Schemas["LogLine"];
export type Me = Schemas["Me"];
export type NewProject = Schemas["NewProject"];
export type Project = Schemas["Project"];
export type Run = Schemas["Run"];
export type RunPage = Schemas["RunPage"];
export type RunRow = Schemas["RunRow"];
export type RunState = Schemas["RunState"];
export type SeriesBuckets = Schemas["SeriesBuckets"];

/** A number as the API writes it: non-finite ones are texts. */
export type WireNumber = Schemas["Number"];

export function toNumber(value: WireNumber): number {
  return typeof value === "number" ? value : Number(value);
}
