import { type Gesture, gestureOf, type Place } from "../lib/gesture";

export interface PointerHandlers {
  /** The pointer is over the plot, or has left it. */
  onHover: (place: Place | undefined) => void;
  onDrag: (from: Place, to: Place, gesture: Gesture) => void;
  /** A drag has ended; undefined when it was given up. */
  onDragEnd: (from: Place, to: Place, gesture: Gesture) => void;
  onCancel: () => void;
  onClick: () => void;
  onDoubleClick: () => void;
  /** The wheel turned with Ctrl, Alt or the command key down, which a trackpad's pinch looks like too. A factor below 1 goes nearer. */
  onWheel: (place: Place, factor: number) => void;
}

/** Turns the pointer's events over a plot into gestures, until the returned function is called. */
export function listenToPointer(over: HTMLElement, handlers: PointerHandlers): () => void {
  let from: Place | undefined;
  let isShift = false;
  let hasMoved = false;
  const stop = new AbortController();
  const { signal } = stop;

  const placeOf = (event: PointerEvent): Place => {
    const { left, top, width, height } = over.getBoundingClientRect();
    return {
      x: Math.min(width, Math.max(0, event.clientX - left)),
      y: Math.min(height, Math.max(0, event.clientY - top)),
    };
  };
  const giveUp = () => {
    if (from === undefined) return;
    from = undefined;
    handlers.onCancel();
  };

  over.addEventListener(
    "pointerdown",
    (event) => {
      // A finger scrolls the page; it shows values but does not zoom.
      if (event.button !== 0 || event.pointerType === "touch") return;
      event.preventDefault();
      over.closest<HTMLElement>("[tabindex]")?.focus({ preventScroll: true });
      over.setPointerCapture(event.pointerId);
      from = placeOf(event);
      isShift = event.shiftKey;
      hasMoved = false;
    },
    { signal },
  );
  over.addEventListener(
    "pointermove",
    (event) => {
      const to = placeOf(event);
      handlers.onHover(to);
      if (from === undefined) return;
      const gesture = gestureOf(from, to, isShift);
      hasMoved ||= gesture !== "none";
      handlers.onDrag(from, to, gesture);
    },
    { signal },
  );
  over.addEventListener(
    "pointerup",
    (event) => {
      if (from === undefined) return;
      const to = placeOf(event);
      const start = from;
      from = undefined;
      const gesture = gestureOf(start, to, isShift);
      if (gesture !== "none") handlers.onDragEnd(start, to, gesture);
      else {
        handlers.onCancel();
        if (!hasMoved) handlers.onClick();
      }
    },
    { signal },
  );
  over.addEventListener("pointercancel", giveUp, { signal });
  over.addEventListener("pointerleave", () => handlers.onHover(undefined), { signal });
  over.addEventListener("dblclick", () => handlers.onDoubleClick(), { signal });
  over.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey) return;
      event.preventDefault();
      const { left, top } = over.getBoundingClientRect();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
      handlers.onWheel({ x: event.clientX - left, y: event.clientY - top }, Math.exp(Math.min(200, Math.max(-200, lines)) / 300));
    },
    { signal, passive: false },
  );
  document.addEventListener("keydown", (event) => event.key === "Escape" && giveUp(), { signal });
  return () => stop.abort();
}
