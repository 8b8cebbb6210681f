import { type RunsAddress, readRunsAddress, viewKeys } from "./address";

/** What a saved view keeps of an address, as JSON with its keys in order. */
export function writeState(address: RunsAddress): string {
  return JSON.stringify(Object.fromEntries(viewKeys.flatMap((key) => (address[key] === undefined ? [] : [[key, address[key]]]))));
}

/** A saved view as an address. What means nothing, such as from a later version of the app, is left out. */
export function readState(state: string): RunsAddress {
  try {
    const read: unknown = JSON.parse(state);
    return readRunsAddress(typeof read === "object" && read !== null ? (read as Record<string, unknown>) : {});
  } catch (broken) {
    if (broken instanceof SyntaxError) return {};
    throw broken;
  }
}

/** Whether the address shows something else than the view. */
export const differs = (address: RunsAddress, state: string) => writeState(address) !== writeState(readState(state));
