import { type ReactNode, useEffect, useRef, useState } from "react";

interface Props {
  className?: string;
  /** Its height while it is empty. */
  minHeight: number;
  /** Once shown, it is as high when it is empty as it was when it was full. */
  keepsHeight?: boolean;
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
export function NearViewport({ className, minHeight, keepsHeight = false, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  const [height, setHeight] = useState<number>();
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    return observe(element, (next) => {
      if (!next && keepsHeight && element.offsetHeight > 0) setHeight(element.offsetHeight);
      setNear(next);
    });
  }, [keepsHeight]);
  return (
    <div ref={box} className={className} style={{ minHeight: isNear && keepsHeight ? undefined : (height ?? minHeight) }}>
      {isNear && children()}
    </div>
  );
}
