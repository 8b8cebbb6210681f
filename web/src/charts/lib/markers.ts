import type { LineStyle } from "./line-style";

type Corner = readonly [x: number, y: number];

/** The corners of a star with the given radii, from the top, clockwise. */
function star(points: number, inner: number, turn = 0): Corner[] {
  return Array.from({ length: points * 2 }, (_, i) => {
    const angle = (Math.PI * i) / points + turn;
    const radius = i % 2 === 0 ? 1 : inner;
    return [radius * Math.sin(angle), -radius * Math.cos(angle)];
  });
}
const polygon = (corners: number, turn = 0, size = 1): Corner[] =>
  Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners + turn;
    return [size * Math.sin(angle), -size * Math.cos(angle)];
  });
const plus = (turn: number): Corner[] => {
  const [arm, half] = [1.05, 0.34];
  const corners: Corner[] = [[-half, -arm], [half, -arm], [half, -half], [arm, -half], [arm, half], [half, half], [half, arm], [-half, arm], [-half, half], [-arm, half], [-arm, -half], [-half, -half]];
  return corners.map(([x, y]) => [x * Math.cos(turn) - y * Math.sin(turn), x * Math.sin(turn) + y * Math.cos(turn)]);
};

/** The shapes that tell lines apart besides colour and dashes, as corners around the middle; each seems about as large as a disc of radius 1. */
export const markers: readonly (readonly Corner[])[] = [
  polygon(16),
  polygon(4, Math.PI / 4, 1.25),
  polygon(3, 0, 1.35),
  polygon(4, 0, 1.3),
  plus(Math.PI / 4),
  polygon(3, Math.PI, 1.35),
  plus(0),
  star(5, 0.45).map(([x, y]) => [x * 1.35, y * 1.35]),
];

/** An index of {@link markers}. Where a style names none, it follows from colour and dash so that lines of one colour have different ones. */
export const markerOf = ({ marker, color, dash }: LineStyle): number => (marker ?? color + dash) % markers.length;

/** Draws a marker of this radius around a place as one closed shape. */
export function traceMarker(sink: { moveTo(x: number, y: number): void; lineTo(x: number, y: number): void; closePath(): void }, marker: number, x: number, y: number, radius: number): void {
  markers[marker]?.forEach(([dx, dy], i) => {
    if (i === 0) sink.moveTo(x + dx * radius, y + dy * radius);
    else sink.lineTo(x + dx * radius, y + dy * radius);
  });
  sink.closePath();
}

/** Choices of how many drawn points lie between two markers of a line. */
export const markerSteps = [1, 2, 5, 10, 20, 50] as const;
const mostApart = 1000;

/** Undefined for a text that is no such number: no markers. */
export function readMarkerStep(text: string | undefined): number | undefined {
  const every = Number(text);
  return Number.isInteger(every) && every >= 1 && every <= mostApart ? every : undefined;
}

/**
 * Which of the drawn points carry a marker: every nth, each shape beginning at another one, so that those of lines that run together do not hide each
 * other. A line with fewer points has its marker at the first.
 * @param isDrawn of each point, from the first that was asked for, so that markers stay where they are when the picture moves
 */
export function markedPoints(count: number, every: number, marker: number, isDrawn: (i: number) => boolean): number[] {
  const phase = marker % every;
  const marked: number[] = [];
  let [drawn, first] = [0, -1];
  for (let i = 0; i < count; i++) {
    if (!isDrawn(i)) continue;
    if (first < 0) first = i;
    if (drawn % every === phase) marked.push(i);
    drawn++;
  }
  return marked.length > 0 || first < 0 ? marked : [first];
}
