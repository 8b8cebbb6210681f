import { pngOf } from "./files";

/** A chart on screen that could stand on the preview card of a link. */
export interface CardChart {
  readonly element: HTMLElement;
  /** The chart as a drawing, in light colours. */
  readonly svg: () => string;
}

// What chat tools show: 1.91 to 1.
const width = 1200;
const height = 630;
const gap = 12;
const mostCharts = 4;
// The server takes no more.
const mostBytes = 512 * 1024;

const charts = new Set<CardChart>();
const listeners = new Set<() => void>();

/** Told whenever a chart comes that could stand on a card. */
export function onCardChart(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Offers a chart for cards until the returned function is called. */
export function offerForCard(chart: CardChart): () => void {
  charts.add(chart);
  for (const listener of listeners) listener();
  return () => charts.delete(chart);
}

/** The charts in sight, the upper left one first. */
function inSight(): readonly CardChart[] {
  const placed = [...charts].map((chart) => ({ chart, box: chart.element.getBoundingClientRect() }));
  const shown = placed.filter(({ box }) => box.bottom > 0 && box.top < window.innerHeight && box.width > 0);
  return shown
    .toSorted((a, b) => a.box.top - b.box.top || a.box.left - b.box.left)
    .slice(0, mostCharts)
    .map(({ chart }) => chart);
}

const imageOf = async (blob: Blob): Promise<ImageBitmap> => createImageBitmap(blob);

/** A picture of the charts in sight for the preview card of a link; undefined where there are none. */
export async function cardPicture(): Promise<Blob | undefined> {
  const chosen = inSight();
  if (chosen.length === 0) return undefined;
  const pictures = await Promise.all(chosen.map(async ({ svg }) => imageOf(await pngOf(svg()))));
  for (const scale of [1, 0.5]) {
    const blob = await draw(pictures, scale);
    if (blob.size <= mostBytes) return blob;
  }
  return undefined;
}

function draw(pictures: readonly ImageBitmap[], scale: number): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("The picture could not be made.");
  context.scale(scale, scale);
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, width, height);
  const columns = pictures.length > 1 ? 2 : 1;
  const rows = Math.ceil(pictures.length / columns);
  const cellWidth = (width - gap * (columns + 1)) / columns;
  const cellHeight = (height - gap * (rows + 1)) / rows;
  pictures.forEach((picture, i) => {
    const x = gap + (i % columns) * (cellWidth + gap);
    const y = gap + Math.floor(i / columns) * (cellHeight + gap);
    // The legend at the foot gives way, not the plot.
    const visible = Math.min(picture.height, (picture.width * cellHeight) / cellWidth);
    context.drawImage(picture, 0, 0, picture.width, visible, x, y, cellWidth, (cellWidth * visible) / picture.width);
  });
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("The picture could not be made."))), "image/png"));
}

/** The bytes of a file as base64. */
export async function base64Of(content: Blob): Promise<string> {
  const reader = new FileReader();
  const read = new Promise<string>((done, fail) => {
    reader.addEventListener("load", () => done(reader.result as string));
    reader.addEventListener("error", () => fail(reader.error ?? new Error("The picture could not be read.")));
  });
  reader.readAsDataURL(content);
  const address = await read;
  return address.slice(address.indexOf(",") + 1);
}
