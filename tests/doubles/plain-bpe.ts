// Byte-level BPE as the papers tell it, written for nothing but being compared with: no cache, no trie, no heap. Cuts at added tokens, normalises to
// NFC, splits by the published pattern spelled out for JavaScript, maps bytes to letters, and joins the pair of lowest rank until none is left.

type Files = { vocab: Readonly<Record<string, number>>; merges: string; added: Readonly<Record<string, string>> };

/** The published pattern: Rust's \s is White_Space, and its (?i:) knows the long s. */
const WORDS =
  /'(?:[sSſ]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\p{White_Space}\p{L}\p{N}]+[\r\n]*|\p{White_Space}*[\r\n]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/** GPT-2's letters for bytes: printable ones stand for themselves, the others follow from U+0100 on. */
function byteLetters(): string[] {
  const letters: string[] = [];
  let next = 256;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    letters.push(String.fromCodePoint(printable ? byte : next++));
  }
  return letters;
}

export function plainBpe({ vocab, merges, added }: Files): (text: string) => number[] {
  const letters = byteLetters();
  const rules = merges.split('\n').filter((line) => line && !line.startsWith('#version'));
  const ranks = new Map(rules.map((rule, rank) => [rule, rank]));
  const contents = Object.entries(added).map(([id, content]) => ({ id: Number(id), content }));
  const join = (word: string): string[] => {
    let parts = [...new TextEncoder().encode(word)].map((byte) => letters[byte] as string);
    for (;;) {
      let [best, at] = [Infinity, -1];
      for (let i = 0; i + 1 < parts.length; i++) {
        const rank = ranks.get(`${parts[i]} ${parts[i + 1]}`) ?? Infinity;
        if (rank < best) [best, at] = [rank, i];
      }
      if (at < 0) return parts;
      parts = [...parts.slice(0, at), `${parts[at]}${parts[at + 1]}`, ...parts.slice(at + 2)];
    }
  };
  const words = (text: string): number[] =>
    (text.normalize('NFC').match(WORDS) ?? []).flatMap((word) => join(word).map((part) => vocab[part] as number));
  return (text) => {
    const ids: number[] = [];
    let [from, at] = [0, 0];
    while (at < text.length) {
      const found = contents
        .filter(({ content }) => text.startsWith(content, at))
        .sort((a, b) => b.content.length - a.content.length)[0];
      if (!found) at += 1;
      else {
        ids.push(...words(text.slice(from, at)), found.id);
        from = at += found.content.length;
      }
    }
    return [...ids, ...words(text.slice(from))];
  };
}
