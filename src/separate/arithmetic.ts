/**
 * Track arithmetic: `drumless = mix - drums`, `band = 0.5*(bass + drums)`. An expression is a weighted sum of tracks:
 *
 *     mix    = name "=" sum
 *     sum    = product { ("+" | "-") product }
 *     product = factor { ("*" | "/") factor }        at most one factor is a track, and none after "/"
 *     factor = [ "+" | "-" ] ( number | name | "(" sum ")" )
 */

import { ArgumentError, nearestName } from '../util/index.ts';

/** A weighted sum of tracks: the weight of each by name, and a constant that only partial results have. */
export interface WeightedSum {
  readonly constant: number;
  readonly weights: ReadonlyMap<string, number>;
}

/** A parsed line of track arithmetic. */
export interface Mix {
  readonly name: string;
  /** Weights of the tracks, those that cancel out left away. */
  readonly weights: ReadonlyMap<string, number>;
}

interface Token {
  readonly kind: 'name' | 'number' | 'sign' | 'end';
  readonly text: string;
  /** From 1. */
  readonly column: number;
}

/** Parses a line; tracks must be among `names`. Throws an ArgumentError with the column. */
export function parseMix(text: string, names: readonly string[]): Mix {
  const parser = new Parser(text, names);
  const name = parser.name('the name of the new track');
  parser.expect('=');
  const { constant, weights } = parser.sum();
  parser.end();
  if (constant !== 0)
    throw refusal(text, 1, { expected: 'tracks only in a sum', got: `the number ${constant}` });
  const kept = new Map([...weights].filter(([, weight]) => weight !== 0));
  if (kept.size === 0)
    throw refusal(text, 1, { expected: 'a sum of tracks', got: 'nothing: it cancels out' });
  return { name, weights: kept };
}

class Parser {
  readonly #text: string;
  readonly #names: readonly string[];
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string, names: readonly string[]) {
    this.#text = text;
    this.#names = names;
    this.#tokens = tokenize(text);
  }

  name(expected: string): string {
    const token = this.#next();
    if (token.kind !== 'name') throw this.#unexpected(token, expected);
    return token.text;
  }

  expect(sign: string): void {
    const token = this.#next();
    if (token.text !== sign) throw this.#unexpected(token, `"${sign}"`);
  }

  end(): void {
    const token = this.#next();
    if (token.kind !== 'end') throw this.#unexpected(token, '"+", "-", "*", "/" or the end');
  }

  sum(): WeightedSum {
    let total = this.#product();
    for (let sign = this.#take('+', '-'); sign !== undefined; sign = this.#take('+', '-')) {
      total = add(total, scale(this.#product(), sign.text === '-' ? -1 : 1));
    }
    return total;
  }

  #product(): WeightedSum {
    let product = this.#factor();
    for (let sign = this.#take('*', '/'); sign !== undefined; sign = this.#take('*', '/')) {
      const factor = this.#factor();
      product = sign.text === '*' ? this.#times(product, factor, sign) : this.#over(product, factor, sign);
    }
    return product;
  }

  #times(a: WeightedSum, b: WeightedSum, sign: Token): WeightedSum {
    if (a.weights.size === 0) return scale(b, a.constant);
    if (b.weights.size === 0) return scale(a, b.constant);
    throw refusal(this.#text, sign.column, {
      expected: 'a number times a track',
      got: 'a track times a track',
    });
  }

  #over(a: WeightedSum, b: WeightedSum, sign: Token): WeightedSum {
    if (b.weights.size === 0 && b.constant !== 0) return scale(a, 1 / b.constant);
    const got = b.weights.size === 0 ? 'zero' : 'a track';
    throw refusal(this.#text, sign.column, { expected: 'a number other than 0 after "/"', got });
  }

  #factor(): WeightedSum {
    const token = this.#next();
    if (token.text === '+') return this.#factor();
    if (token.text === '-') return scale(this.#factor(), -1);
    if (token.text === '(') {
      const inner = this.sum();
      this.expect(')');
      return inner;
    }
    if (token.kind === 'number') return { constant: Number(token.text), weights: new Map() };
    if (token.kind === 'name') return { constant: 0, weights: new Map([[this.#known(token), 1]]) };
    throw this.#unexpected(token, 'a track, a number or "("');
  }

  #known({ text, column }: Token): string {
    if (this.#names.includes(text)) return text;
    const near = nearestName(text, this.#names);
    throw refusal(this.#text, column, {
      expected: `one of ${this.#names.join(', ')}`,
      got: text,
      ...(near === undefined ? {} : { remedy: `Did you mean ${near}?` }),
    });
  }

  #take(...signs: string[]): Token | undefined {
    return signs.includes(this.#tokens[this.#at]!.text) ? this.#next() : undefined;
  }

  #next(): Token {
    const token = this.#tokens[this.#at]!;
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  #unexpected(token: Token, expected: string): ArgumentError {
    const got = token.kind === 'end' ? 'the end' : `"${token.text}"`;
    return refusal(this.#text, token.column, { expected, got });
  }
}

function tokenize(text: string): Token[] {
  const pattern =
    /(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)|([\p{L}_][\p{L}\p{N}_]*)|([-+*/()=])|(\S)/giu;
  const tokens: Token[] = [];
  for (const match of text.matchAll(pattern)) {
    const [token, number, name, sign] = match;
    const column = match.index + 1;
    if (number !== undefined) tokens.push({ kind: 'number', text: token, column });
    else if (name !== undefined) tokens.push({ kind: 'name', text: token, column });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: token, column });
    else throw refusal(text, column, { expected: 'tracks, numbers, + - * / ( ) and =', got: `"${token}"` });
  }
  return [...tokens, { kind: 'end', text: '', column: text.length + 1 }];
}

function add(a: WeightedSum, b: WeightedSum): WeightedSum {
  const weights = new Map(a.weights);
  for (const [name, weight] of b.weights) weights.set(name, (weights.get(name) ?? 0) + weight);
  return { constant: a.constant + b.constant, weights };
}

function scale(a: WeightedSum, factor: number): WeightedSum {
  const weights = new Map([...a.weights].map(([name, weight]) => [name, weight * factor]));
  return { constant: a.constant * factor, weights };
}

function refusal(
  text: string,
  column: number,
  parts: { readonly expected: string; readonly got: string; readonly remedy?: string },
): ArgumentError {
  return new ArgumentError({
    place: `mix ${JSON.stringify(text)}, column ${column}`,
    expected: parts.expected,
    got: parts.got,
    remedy: parts.remedy ?? 'Write it like "drumless = mix - drums" or "band = 0.5*(bass + drums)"',
  });
}
