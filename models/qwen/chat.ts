// ChatML as the embedded family speaks it: the text of a conversation, and the Jinja template with the same meaning for Hugging Face tools.

export type Turn = { role: 'system' | 'user' | 'assistant'; content: string };

export const TURN_START = '<|im_start|>';
export const TURN_END = '<|im_end|>';
export const END_OF_TEXT = '<|endoftext|>';
export const SPECIAL_TOKENS = [END_OF_TEXT, TURN_START, TURN_END] as const;

export const CHAT_TEMPLATE =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/** The conversation up to the point where the assistant speaks. */
export function promptText(turns: readonly Turn[]): string {
  return `${turns.map(({ role, content }) => `${TURN_START}${role}\n${content}${TURN_END}\n`).join('')}${TURN_START}assistant\n`;
}

/** Pieces of a whole conversation in order; `supervised` marks what the assistant says, its end of turn included. */
export function chatPieces(turns: readonly Turn[]): { text: string; supervised: boolean }[] {
  return turns.flatMap(({ role, content }, i) => {
    const before = `${i ? '\n' : ''}${TURN_START}${role}\n`;
    return role === 'assistant'
      ? [
          { text: before, supervised: false },
          { text: `${content}${TURN_END}`, supervised: true },
        ]
      : [{ text: `${before}${content}${TURN_END}`, supervised: false }];
  });
}
