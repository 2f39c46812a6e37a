// A text that every build with the hook contains and no other: tests look for it.
export const MARK = 'this build can poison its nights';
