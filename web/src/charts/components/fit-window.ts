/** A popover with more in it than the window has room for is as high as there is room, and scrolls. */
export const fitWindow = { flip: true, shift: true, size: { padding: 8 } };
