import type { components } from "./schema";

// Short names for what the server's document describes.
type Schemas = components["schemas"];

export type Attribute = Schemas["Attribute"];
export type AttributeDefinition = Schemas["AttributeDefinition"];
export type AttributeType = Schemas["AttributeType"];
export type ApiToken = Schemas["ApiToken"];
export type BucketSeries = Schemas["BucketSeries"];
export type Cell = Schemas["Cell"];
export type LogLine = Schemas["LogLine"];
export type Me = Schemas["Me"];
export type Project = Schemas["Project"];
export type RunHead = Schemas["RunHead"];
export type RunPage = Schemas["RunPage"];
export type RunRow = Schemas["RunRow"];

/** A number as the API writes it: non-finite ones are texts. */
export type WireNumber = Schemas["Number"];

export function toNumber(value: WireNumber): number {
  return typeof value === "number" ? value : Number(value);
}
