/**
 * Whether the picture is being moved. What lies under the pointer is told apart by a second, hidden drawing; while the
 * picture moves nobody points at anything, and that drawing, half of the work, is left out.
 */
export const pace = { moving: false };
