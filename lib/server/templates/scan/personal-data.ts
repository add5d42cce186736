import { type Found, found } from "./found.ts";

/** RFC 2606 and 6761: nobody's, so that examples may have them. */
const nobodys = /(?:^|\.)(?:example(?:\.(?:com|net|org|edu))?|test|invalid|localhost)$/i;
const address = /[\p{L}\p{N}._%+'-]{1,64}@((?:[\p{L}\p{N}-]{1,63}\.)+[\p{L}]{2,24})/gu;

/** `+49 30 1234567`, `(212) 555-2368`, `0151 2345678`: with what a person writes between the digits. */
const phones = [/(?<![\w+])\+\d[\d ().\-/]{6,20}\d(?!\w)/g, /(?<![\w.-])\(\d{2,5}\)[ -]?\d{3,4}[ -]?\d{3,4}(?![\w-])/g, /(?<![\w.-])[2-9]\d{2}[-.][2-9]\d{2}[-.]\d{4}(?![\w.-])/g, /(?<![\w.:-])0\d{2,4}[ /-]\d{3,4}[ -]?\d{2,5}(?:[ -]?\d{1,4})?(?![\w-])/g];
/** Kept free for fiction: North America's 555-01xx, the United Kingdom's 7700 900xxx. */
const fictional = /55501\d\d$|7700900\d{3}$/;

const iban = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9])/g;
const card = /(?<![\w.])\d(?:[ -]?\d){12,18}(?![\w.])/g;
/** Numbers that payment providers give for trying out. */
const testCards = new Set(["4242424242424242", "4000056655665556", "5555555555554444", "2223003122003222", "378282246310005", "4111111111111111", "4000000000003220"]);

function hasAddress(text: string): boolean {
  return [...text.matchAll(address)].some(([, domain]) => !nobodys.test(domain ?? ""));
}

function hasPhone(text: string): boolean {
  return phones.some((pattern) => [...text.matchAll(pattern)].some(([number]) => {
    const digits = number.replaceAll(/\D/g, "");
    return digits.length >= 9 && digits.length <= 15 && !fictional.test(digits);
  }));
}

/** The check digits of ISO 13616. */
function isIban(text: string): boolean {
  const plain = text.replaceAll(" ", "");
  if (plain.length < 15 || plain.length > 34) return false;
  const digits = (plain.slice(4) + plain.slice(0, 4)).replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}

/** The check digit of ISO/IEC 7812. */
function isCard(text: string): boolean {
  const digits = text.replaceAll(/\D/g, "");
  if (digits.length < 13 || digits.length > 19 || testCards.has(digits) || !/^(?:4|5[1-5]|2[2-7]|3[47]|6(?:011|5))/.test(digits)) return false;
  const sum = [...digits].toReversed().reduce((total, digit, index) => total + (index % 2 === 0 ? Number(digit) : (Number(digit) * 2) % 9 || (digit === "0" ? 0 : 9)), 0);
  return sum % 10 === 0;
}

/** Addresses and numbers of people; those that are kept free for examples are none. */
export function personalData(text: string): Found[] {
  return [
    ...(hasAddress(text) ? [found("personal", "It holds an e-mail address.")] : []),
    ...(hasPhone(text) ? [found("personal", "It holds a phone number.")] : []),
    ...([...text.matchAll(iban)].some(([number]) => isIban(number)) ? [found("personal", "It holds a bank account.")] : []),
    ...([...text.matchAll(card)].some(([number]) => isCard(number)) ? [found("personal", "It holds a card number.")] : []),
  ];
}
