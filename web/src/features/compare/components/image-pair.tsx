import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Slider } from "@mantine/core";
import { Frame, type View } from "./image-frame";
import classes from "./image-compare.module.css";

interface Props {
  mode: "swipe" | "blink" | "difference";
  left: { name: string; address: string };
  right: { name: string; address: string };
  view: View;
  onView: (view: View) => void;
}

const blinkMs = 700;

/** Two images on one place: the one uncovered by a slider, in turn, or what differs between them. */
export function ImagePair({ mode, left, right, view, onView }: Props) {
  const { t } = useTranslation("compare");
  const [share, setShare] = useState(50);
  const [isLeft, setLeft] = useState(true);
  useEffect(() => {
    if (mode !== "blink") return;
    const timer = setInterval(() => setLeft((was) => !was), blinkMs);
    return () => clearInterval(timer);
  }, [mode]);
  const name = mode === "blink" ? (isLeft ? left.name : right.name) : t(mode === "swipe" ? "images.swiped" : "images.differs", { left: left.name, right: right.name });
  return (
    <figure className={classes.pair}>
      <figcaption>
        <bdi>{name}</bdi>
      </figcaption>
      <Frame view={view} onView={onView}>
        {mode === "difference" ? (
          <Difference left={left.address} right={right.address} label={name} />
        ) : (
          <>
            <img src={right.address} alt={right.name} draggable={false} style={{ opacity: mode === "blink" && isLeft ? 0 : 1 }} />
            <img
              className={classes.over}
              src={left.address}
              alt={left.name}
              draggable={false}
              style={mode === "blink" ? { opacity: isLeft ? 1 : 0 } : { clipPath: `inset(0 ${100 - share}% 0 0)` }}
            />
            {mode === "swipe" && <span className={classes.edge} style={{ left: `${share}%` }} />}
          </>
        )}
      </Frame>
      {mode === "swipe" && (
        <Slider min={0} max={100} step={1} value={share} label={null} thumbLabel={t("images.uncovered", { name: left.name })} onChange={setShare} />
      )}
    </figure>
  );
}

async function load(address: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}

/** How far the two images lie apart in each pixel: from nothing (dark) to all the way (bright), with the figures of it in words. */
function Difference({ left, right, label }: { left: string; right: string; label: string }) {
  const { t } = useTranslation("compare");
  const canvas = useRef<HTMLCanvasElement>(null);
  const [said, setSaid] = useState<string>();
  useEffect(() => {
    let isOld = false;
    const draw = async () => {
      const [a, b] = await Promise.all([load(left), load(right)]);
      const target = canvas.current;
      if (isOld || !target) return;
      const [width, height] = [Math.max(a.naturalWidth, b.naturalWidth), Math.max(a.naturalHeight, b.naturalHeight)];
      const pixelsOf = (image: HTMLImageElement) => {
        const sheet = document.createElement("canvas");
        Object.assign(sheet, { width, height });
        const context = sheet.getContext("2d", { willReadFrequently: true });
        context?.drawImage(image, 0, 0);
        return context?.getImageData(0, 0, width, height);
      };
      const [one, other] = [pixelsOf(a), pixelsOf(b)];
      Object.assign(target, { width, height });
      const context = target.getContext("2d");
      if (!one || !other || !context) return;
      const out = context.createImageData(width, height);
      let changed = 0;
      let most = 0;
      for (let i = 0; i < out.data.length; i += 4) {
        let far = 0;
        for (let c = 0; c < 4; c++) far = Math.max(far, Math.abs((one.data[i + c] ?? 0) - (other.data[i + c] ?? 0)));
        if (far > 0) changed++;
        most = Math.max(most, far);
        // Black over red and yellow to white: told apart by brightness alone.
        out.data[i] = Math.min(255, far * 3);
        out.data[i + 1] = Math.min(255, Math.max(0, far * 3 - 255));
        out.data[i + 2] = Math.min(255, Math.max(0, far * 3 - 510));
        out.data[i + 3] = 255;
      }
      context.putImageData(out, 0, 0);
      const isSameSize = a.naturalWidth === b.naturalWidth && a.naturalHeight === b.naturalHeight;
      const share = `${Number(((changed / (width * height)) * 100).toPrecision(3))}%`;
      setSaid(changed === 0 ? t("images.equal") : t(isSameSize ? "images.changed" : "images.changedSize", { share, most: Math.round((most / 255) * 100) }));
    };
    draw().catch(() => !isOld && setSaid(t("images.unreadable")));
    return () => {
      isOld = true;
    };
  }, [left, right, t]);
  return (
    <>
      <canvas ref={canvas} role="img" aria-label={label} />
      {said !== undefined && (
        <span className={classes.said} role="status">
          {said}
        </span>
      )}
    </>
  );
}
