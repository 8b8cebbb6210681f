/** Letters that every file system takes; the rest becomes an underscore. Names of metrics never become paths. */
export function fileName(text: string, extension: string): string {
  const safe = text.normalize("NFC").replaceAll(/[^\p{L}\p{N}._-]+/gu, "_").replaceAll(/^[._]+|[._]+$/g, "").slice(0, 80);
  return `${safe || "chart"}.${extension}`;
}

export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

const scale = 2;

/** An SVG file as a PNG of twice its size. */
export async function pngOf(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * scale;
    canvas.height = image.naturalHeight * scale;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("The picture could not be made."))), "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (crcTable[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** A ZIP file whose entries are stored as they are (PKWARE's APPNOTE, 4.3; names in UTF-8). */
export async function zipOf(entries: readonly { name: string; content: Blob }[]): Promise<Blob> {
  const parts: BlobPart[] = [];
  const directory: BlobPart[] = [];
  let offset = 0;
  let directorySize = 0;
  for (const { name, content } of entries) {
    const bytes = new Uint8Array(await content.arrayBuffer());
    const label = new TextEncoder().encode(name);
    const about = (head: number[]): Uint8Array<ArrayBuffer> => {
      const view = new DataView(new ArrayBuffer(head.length * 2));
      head.forEach((word, i) => view.setUint16(i * 2, word, true));
      return new Uint8Array(view.buffer);
    };
    const words = (value: number) => [value & 0xffff, value >>> 16];
    // Version 2.0, UTF-8 names, stored, the least date there is.
    const common = [20, 0x0800, 0, 0, 0x21, ...words(crc32(bytes)), ...words(bytes.length), ...words(bytes.length), label.length, 0];
    const local = about([0x4b50, 0x0403, ...common]);
    const central = about([0x4b50, 0x0201, 20, ...common, 0, 0, 0, 0, 0, ...words(offset)]);
    parts.push(local, label, bytes);
    directory.push(central, label);
    offset += local.length + label.length + bytes.length;
    directorySize += central.length + label.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, entries.length, true);
  end.setUint16(10, entries.length, true);
  end.setUint32(12, directorySize, true);
  end.setUint32(16, offset, true);
  return new Blob([...parts, ...directory, end.buffer], { type: "application/zip" });
}
