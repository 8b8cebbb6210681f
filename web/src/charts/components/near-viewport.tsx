import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { useTurn } from "./use-turn";

interface Props {
  className?: string;
  /** In pixels; its height while it is empty. */
  minHeight: number;
  /** It is wanted wherever it is: paper has no part that is on screen. */
  isWanted?: boolean;
  /** Its children cost enough to wait for their turn while the page scrolls. */
  isCostly?: boolean;
  /** Stands there until its turn has come. */
  waiting?: ReactNode;
  children: () => ReactNode;
}

// One screen ahead, so that a chart is there when it is scrolled to.
const marginPx = 600;

type Listener = (isNear: boolean) => void;
const listeners = new WeakMap<Element, Listener>();
let observer: IntersectionObserver | undefined;

function observe(element: Element, listener: Listener): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
    },
    // The page scrolls inside a box of its own, which the margin of the root does not reach.
    { rootMargin: `${marginPx}px`, scrollMargin: `${marginPx}px` } as IntersectionObserverInit,
  );
  listeners.set(element, listener);
  observer.observe(element);
  return () => {
    observer?.unobserve(element);
    listeners.delete(element);
  };
}

/** Holds its children only while it is near what is on screen: what is not looked at asks for nothing and draws nothing. */
export function NearViewport({ className, minHeight, isWanted = false, isCostly = false, waiting, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  const hasTurn = useTurn(isNear && isCostly);
  const isShown = isWanted || (isNear && (hasTurn || !isCostly));
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    // The observer tells a frame later, and one more for what lies inside: that long nothing would be asked for.
    const { top, bottom } = element.getBoundingClientRect();
    if (bottom > -marginPx && top < window.innerHeight + marginPx) setNear(true);
    return observe(element, setNear);
  }, []);
  return (
    <div ref={box} className={className} style={{ minHeight }}>
      {isShown ? children() : isNear && waiting}
    </div>
  );
}
