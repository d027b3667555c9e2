/**
 * What reorders or hides the characters around it: bidirectional and other format marks, and control characters. Line
 * breaks and tabs stay, and joiners: emoji and some scripts are written with them.
 */
const unseen = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}]/gu;

/**
 * A text with its unseen characters written out, such as `\u202e`, so that it reads as it is and changes nothing beside
 * it: names and data come from anybody. https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
export function plainText(text: string): string {
  return text.replace(unseen, character => {
    const code = (character.codePointAt(0) ?? 0).toString(16).padStart(4, "0");
    return code.length > 4 ? `\\u{${code}}` : `\\u${code}`;
  });
}
