import { type ReactNode, useEffect, useRef, useState } from "react";

interface Props {
  className?: string;
  /** Its height while it is empty. */
  minHeight: number;
  children: ReactNode;
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
    { rootMargin: `${marginPx}px` },
  );
  listeners.set(element, listener);
  observer.observe(element);
  return () => {
    observer?.unobserve(element);
    listeners.delete(element);
  };
}

/** Holds its children only while it is near what is on screen: what is not looked at asks for nothing and draws nothing. */
export function NearViewport({ className, minHeight, children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  useEffect(() => (box.current ? observe(box.current, setNear) : undefined), []);
  return (
    <div ref={box} className={className} style={{ minHeight }}>
      {isNear && children}
    </div>
  );
}
