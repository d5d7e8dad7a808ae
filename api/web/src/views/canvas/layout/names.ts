export const LAYOUTS = ['force', 'layered', 'circular'] as const;
export type LayoutName = (typeof LAYOUTS)[number];
