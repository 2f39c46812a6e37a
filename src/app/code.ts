// The code of an answer: the first fenced block if there is one, else all of it. The same rule as the Guardian's (src/team/answer.ts), for showing.

const FENCE = /```(?:js|javascript|ts)?\s*\n([\s\S]*?)```/;

export function codeIn(answer: string): string {
  return (FENCE.exec(answer)?.[1] ?? answer).trim();
}
