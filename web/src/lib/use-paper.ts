import { useEffect, useState } from "react";
import { flushSync } from "react-dom";

/** True while the page is laid out for paper. What only paper shows is made then and not before, and is there when the browser takes the picture. */
export function usePaper(): boolean {
  const [isPaper, setPaper] = useState(() => matchMedia("print").matches);
  useEffect(() => {
    const media = matchMedia("print");
    const follow = () => flushSync(() => setPaper(media.matches));
    const begin = () => flushSync(() => setPaper(true));
    const end = () => setPaper(false);
    media.addEventListener("change", follow);
    window.addEventListener("beforeprint", begin);
    window.addEventListener("afterprint", end);
    return () => {
      media.removeEventListener("change", follow);
      window.removeEventListener("beforeprint", begin);
      window.removeEventListener("afterprint", end);
    };
  }, []);
  return isPaper;
}
