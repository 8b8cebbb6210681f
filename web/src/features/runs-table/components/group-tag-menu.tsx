import { Menu } from "@mantine/core";
import { Crown, FilterX, ListFilter, Paintbrush, Palette, Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useIsGuest } from "@/api/use-is-guest";
import { MenuChoice } from "@/components/menu-choice";
import { useNoRight } from "@/selection/use-no-right";
import { Anchor, type Spot } from "./anchor";

export type TagChoice = "filter" | "exclude" | "color" | "matches" | "rules" | "apply" | "remove";

interface Props {
  tag: string;
  spot: Spot;
  isRuling: boolean;
  /** Its runs take its look. */
  isMatching: boolean;
  checkedCount: number;
  mayEdit: boolean;
  onChoose: (choice: TagChoice) => void;
  onClose: () => void;
}

/** What can be done with a group tag: its look, and the runs that have it. */
export function GroupTagMenu({ tag, spot, isRuling, isMatching, checkedCount, mayEdit, onChoose, onClose }: Props) {
  const { t } = useTranslation("runs");
  const noRight = useNoRight();
  const isGuest = useIsGuest();
  const why = mayEdit ? undefined : noRight;
  return (
    <Menu opened onClose={onClose} position="bottom-start" width={232} withinPortal>
      <Menu.Target>
        <Anchor spot={spot} />
      </Menu.Target>
      <Menu.Dropdown aria-label={t("groupTag.menu", { tag })}>
        <Menu.Item leftSection={<ListFilter size={14} />} onClick={() => onChoose("filter")}>
          {t("groupTag.filter")}
        </Menu.Item>
        <Menu.Item leftSection={<FilterX size={14} />} onClick={() => onChoose("exclude")}>
          {t("groupTag.exclude")}
        </Menu.Item>
        <Menu.Divider />
        {!isGuest && (
          <Menu.Item leftSection={<Palette size={14} />} onClick={() => onChoose("color")}>
            {t("groupTag.color")}
          </Menu.Item>
        )}
        <MenuChoice kind="check" isOn={isMatching} icon={<Paintbrush size={14} />} onClick={() => onChoose("matches")}>
          {t("groupTag.matches")}
        </MenuChoice>
        <MenuChoice kind="check" isOn={isRuling} icon={<Crown size={14} />} onClick={() => onChoose("rules")}>
          {t("groupTag.rules")}
        </MenuChoice>
        {!isGuest && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<Plus size={14} />} disabled={!mayEdit || checkedCount === 0} title={why} onClick={() => onChoose("apply")}>
              {t("groupTag.apply")}
            </Menu.Item>
            <Menu.Item leftSection={<X size={14} />} color="red" disabled={!mayEdit} title={why} onClick={() => onChoose("remove")}>
              {t("groupTag.remove")}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
