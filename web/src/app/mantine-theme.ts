import { createTheme, type VariantColorsResolver } from "@mantine/core";

const transparent = "transparent";
const noBorder = "1px solid transparent";

// Every variant in tokens. "gray" is the quiet one, "red" the dangerous one, all else the accent.
const variantColorResolver: VariantColorsResolver = ({ variant, color }) => {
  const isQuiet = color === "gray";
  const isDangerous = color === "red";
  const strong = isDangerous ? "var(--bad)" : "var(--accent)";
  if (variant === "filled") {
    return {
      background: strong,
      hover: isDangerous ? "var(--bad)" : "var(--accent-hover)",
      color: isDangerous ? "var(--surface)" : "var(--text-on-accent)",
      border: noBorder,
    };
  }
  if (variant === "light") {
    return {
      background: isDangerous ? "var(--bad-soft)" : "var(--accent-soft)",
      hover: isDangerous ? "var(--bad-soft)" : "var(--accent-soft)",
      color: strong,
      border: noBorder,
    };
  }
  if (variant === "subtle" || variant === "transparent") {
    return {
      background: transparent,
      hover: variant === "subtle" ? "var(--surface-hover)" : transparent,
      color: isQuiet ? "var(--text-muted)" : strong,
      border: noBorder,
    };
  }
  return {
    background: "var(--surface)",
    hover: "var(--surface-hover)",
    color: isDangerous ? "var(--bad)" : "var(--text)",
    border: "1px solid var(--border-strong)",
  };
};

const floating = { transitionProps: { duration: 100, transition: "fade" as const } };

/** Mantine's settings. Its looks come from tokens.css by way of mantine.css. */
export const mantineTheme = createTheme({
  fontFamily: "var(--font-text)",
  fontFamilyMonospace: "var(--font-code)",
  defaultRadius: "sm",
  cursorType: "pointer",
  respectReducedMotion: true,
  variantColorResolver,
  components: {
    Button: { defaultProps: { size: "xs" } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    TextInput: { defaultProps: { size: "xs" } },
    PasswordInput: { defaultProps: { size: "xs" } },
    NumberInput: { defaultProps: { size: "xs" } },
    Select: { defaultProps: { size: "xs" } },
    MultiSelect: { defaultProps: { size: "xs" } },
    SegmentedControl: { defaultProps: { size: "xs" } },
    Switch: { defaultProps: { size: "xs" } },
    // With the radius of larger things so small a box would be round, which is for choices of one.
    Checkbox: { defaultProps: { size: "xs", radius: 4 } },
    Tooltip: { defaultProps: { openDelay: 400, ...floating } },
    Menu: { defaultProps: floating },
    Popover: { defaultProps: floating },
    // Locking the scroll bar writes a style element, which the content security policy refuses.
    Modal: { defaultProps: { lockScroll: false, transitionProps: { duration: 100, transition: "fade" } } },
  },
});
