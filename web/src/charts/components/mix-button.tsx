import { ActionIcon, Button, Checkbox, Popover, TextInput, Tooltip } from "@mantine/core";
import { Plus, X } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ChartsAddress } from "../lib/address";
import { mostMetrics, readMix, writeMix } from "../lib/chart-spec";
import { pathFilter } from "../lib/sections";
import classes from "./mix-button.module.css";

interface Props {
  paths: readonly string[];
  address: ChartsAddress;
  onAddress: (part: ChartsAddress, replace?: boolean) => void;
}

const mostListed = 100;

/** Makes charts of several metrics, picked by name or by a regular expression that new metrics join by themselves. */
export function MixButton({ paths, address, onAddress }: Props) {
  const { t } = useTranslation("charts");
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={340} shadow="md" trapFocus>
      <Popover.Target>
        <Tooltip label={t("mix.hint")}>
          <Button variant="default" leftSection={<Plus size={14} />} onClick={() => setOpen(!isOpen)}>
            {t("mix.add")}
          </Button>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <MixForm paths={paths} address={address} onAddress={onAddress} onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function MixForm({ paths, address, onAddress, onDone }: Props & { onDone: () => void }) {
  const { t } = useTranslation("charts");
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [picked, setPicked] = useState<readonly string[]>([]);
  const filter = useMemo(() => pathFilter(text), [text]);
  const found = useMemo(() => (text.trim() === "" ? paths : paths.filter(filter.accepts)), [paths, filter, text]);
  const pattern = /^\/(.+)\/$/s.exec(text.trim())?.[1];
  const isPattern = pattern !== undefined && !filter.isBroken;
  const metrics = isPattern ? found : picked;
  const title = name.trim() || (isPattern ? `/${pattern}/` : metrics.map((path) => path.slice(path.lastIndexOf("/") + 1)).join(", ")).slice(0, 80);
  const add = () => {
    const mix = writeMix({ name: title, paths: picked, pattern: isPattern ? pattern : undefined });
    onAddress({ mix: [...(address.mix ?? []).filter((one) => one !== mix), mix] });
    onDone();
  };
  return (
    <div className={classes.form}>
      <TextInput
        data-autofocus
        label={t("mix.metrics")}
        placeholder={t("mix.placeholder")}
        value={text}
        error={filter.isBroken ? t("filter.broken") : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.list} tabIndex={0} role="group" aria-label={t("mix.metrics")}>
        {found.slice(0, mostListed).map((path) => (
          <Checkbox
            key={path}
            label={<bdi className={classes.path}>{path}</bdi>}
            checked={isPattern || picked.includes(path)}
            disabled={isPattern}
            onChange={(event) => setPicked(event.currentTarget.checked ? [...picked, path] : picked.filter((one) => one !== path))}
          />
        ))}
        {found.length > mostListed && <p className={classes.more}>{t("mix.moreFound", { count: found.length - mostListed })}</p>}
        {found.length === 0 && <p className={classes.more}>{t("noMatch", { text })}</p>}
      </div>
      {isPattern && <p className={classes.more}>{t("mix.follows")}</p>}
      <TextInput label={t("own.title")} placeholder={title} maxLength={80} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <Button disabled={metrics.length === 0 || metrics.length > mostMetrics} onClick={add}>
        {t("mix.make", { count: metrics.length })}
      </Button>
      {(address.mix ?? []).length > 0 && (
        <ul className={classes.made} aria-label={t("mix.section")}>
          {(address.mix ?? []).map((one) => {
            const mix = readMix(one);
            return (
              <li key={one}>
                <bdi>{mix?.name ?? one}</bdi>
                <ActionIcon
                  size="sm"
                  aria-label={t("mix.remove", { name: mix?.name ?? one })}
                  onClick={() => {
                    const rest = (address.mix ?? []).filter((other) => other !== one);
                    onAddress({ mix: rest.length > 0 ? rest : undefined });
                  }}
                >
                  <X size={14} />
                </ActionIcon>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
