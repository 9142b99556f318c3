/** GPT-2's tokens, as ids and back: loaded only for a checkpoint that has them. */
import { decode, encode as encodePlain } from "gpt-tokenizer/encoding/r50k_base";

/** @param {string} text "<|endoftext|>" in it is that token @returns {number[]} */
export const encode = (text) => encodePlain(text, { allowedSpecial: "all" });
export { decode };
