import { Menu } from "@mantine/core";
import { Check } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";

type ButtonProps = ComponentProps<"button">;

// Menu.Item gives every item the role "menuitem", whatever is asked of it; the element below it has the last word.
const CheckButton = (props: ButtonProps) => <button type="button" {...props} role="menuitemcheckbox" />;
const RadioButton = (props: ButtonProps) => <button type="button" {...props} role="menuitemradio" />;

interface Props {
  /** "one" of several that exclude each other, or "check": on or off by itself. */
  kind: "one" | "check";
  isOn: boolean;
  /** Where several are tried out one after the other the menu stays. */
  staysOpen?: boolean;
  icon?: ReactNode;
  /** Stands in the place of the tick while the item is off. */
  mark?: ReactNode;
  onClick: () => void;
  children: ReactNode;
}

/** An item of a menu that is a choice or a check: ticked for the eye, and told as such to a screen reader. */
export function MenuChoice({ kind, isOn, staysOpen = false, icon, mark, onClick, children }: Props) {
  return (
    <Menu.Item
      component={kind === "one" ? RadioButton : CheckButton}
      aria-checked={isOn}
      leftSection={icon}
      rightSection={isOn ? <Check size={13} aria-hidden="true" /> : mark}
      closeMenuOnClick={!staysOpen}
      onClick={onClick}
    >
      {children}
    </Menu.Item>
  );
}
