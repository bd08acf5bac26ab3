import { faultKinds, kindsWithContainer, splitFaultName } from "../../schema/faultKinds.ts";
import { builtinProtocols } from "../experiment/protocols.ts";
import { type Depending, inWords, type Known, resolve } from "./known.ts";

/** What a key's text may be. */
export interface Values<Value> {
	/** Such as `a whole number from 0 to 5`; without a stack, limits that depend on it are named. */
	allowed(known: Known | null): string;
	/** Null for a text that isn't allowed. */
	read(text: string, known: Known): Value | null;
}

export const anyText: Values<string> = {
	allowed: () => "any text",
	read: (text) => text,
};

export const trueOrFalse: Values<boolean> = {
	allowed: () => "true, false",
	read: (text) => (text === "true" ? true : text === "false" ? false : null),
};

export function oneOf<Choice extends string>(...choices: readonly Choice[]): Values<Choice> {
	return {
		allowed: () => choices.join(", "),
		read: (text) => choices.find((choice) => choice === text) ?? null,
	};
}

export function oneNumberOf(...choices: readonly number[]): Values<number> {
	return {
		allowed: () => choices.join(", "),
		read: (text) => choices.find((choice) => String(choice) === text) ?? null,
	};
}

/** Limits included. */
export function numberFrom(
	least: number,
	most: Depending<number>,
	{ whole = false }: { whole?: boolean } = {},
): Values<number> {
	return {
		allowed: (known) =>
			`a ${whole ? "whole " : ""}number from ${least} to ${known ? resolve(most, known) : inWords(most)}`,
		read: (text, known) => {
			// Number("") is 0.
			const value = text.trim() === "" ? Number.NaN : Number(text);
			const fits = value >= least && value <= resolve(most, known);
			return fits && (!whole || Number.isInteger(value)) ? value : null;
		},
	};
}

export function wholeNumberFrom(least: number, most: Depending<number>): Values<number> {
	return numberFrom(least, most, { whole: true });
}

/** A kind of fault and the container that it is aimed at, or `none`. */
export const faultNames: Values<"none" | NonNullable<ReturnType<typeof splitFaultName>>> = {
	allowed: () =>
		`none, ${faultKinds.join(", ")}; ${kindsWithContainer.join(", ")} also with a container, such as freeze:hazelcast`,
	read: (text) => (text === "none" ? text : splitFaultName(text)),
};

/** Where a Helm chart comes from. */
export const chartSource: Values<string> = {
	allowed: () => "repo, or the path of a folder or archive such as ./charts/couchdb",
	read: (text) => (text === "repo" || /[./]/.test(text) ? text : null),
};

/** Whether a protocol's name is a file's path. */
export function isProtocolFile(name: string): boolean {
	return /[./]/.test(name);
}

/** Whether a file holds a protocol isn't asked here. */
export const protocolNames: Values<string> = {
	allowed: () => `${[...builtinProtocols, "none"].join(", ")}, or the path of a YAML file such as ./mine.yaml`,
	read: (text) => (text === "none" || builtinProtocols.includes(text) || isProtocolFile(text) ? text : null),
};
