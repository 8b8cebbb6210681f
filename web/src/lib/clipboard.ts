/**
 * Copies a text; false when the browser does not allow it. The asynchronous interface exists only on https and on this
 * machine, and people do reach the server over plain http in their own network: there, a selection is copied the old way.
 */
export async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (refused) {
      return refused instanceof DOMException ? copyBySelection(text) : Promise.reject(refused);
    }
  }
  return copyBySelection(text);
}

function copyBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}
