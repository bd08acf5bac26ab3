import type { LabEvent } from "../../../schema/event.ts";
import { sameSecret } from "../../bearer.ts";

/** What can be written: histories of processes, what clients read, and events by their source. */
export type Act = "records" | "reads" | LabEvent["source"];

/** Who writes, and what: one token each, so that nobody can speak for another. */
const rights = {
	/** A replica's process. */
	application: ["records"],
	/** A consensus replica. */
	consensus: ["consensus"],
	/** The State Controller. */
	controller: ["controller"],
	/** A store that tells of itself. */
	store: ["store"],
	/** The chaos scenario, and who looks whether its faults bite. */
	scenario: ["chaos", "witness", "reads"],
	/** Load that runs in Pods of its own. */
	clients: ["reads"],
} as const satisfies Record<string, readonly Act[]>;

export type Writer = keyof typeof rights;
export const writers = Object.keys(rights) as Writer[];
export type Tokens = Readonly<Record<Writer, string>>;

export interface Refusal {
	/** 401: it is nobody's token; 403: it is the token of somebody who may do other things. */
	status: 401 | 403;
	/** One sentence. */
	error: string;
}

export interface Authorization {
	/** Why a token's bearer may not do something; null when he may. Without `act`: anything. */
	refusal(token: string, act?: Act): Refusal | null;
	/** How often somebody was refused. */
	refused(): number;
}

/** @param tokens no two the same */
export function authorizationBy(tokens: Tokens): Authorization {
	let refused = 0;

	function writerWith(token: string): Writer | undefined {
		// Each is compared, whichever it is.
		return writers.filter((writer) => sameSecret(token, tokens[writer]))[0];
	}

	return {
		refusal(token, act) {
			const writer = writerWith(token);
			const may: readonly Act[] = writer === undefined ? [] : rights[writer];
			if (act === undefined ? writer : may.includes(act)) return null;
			refused++;
			return writer === undefined
				? { status: 401, error: "Only those whose token the observer knows may write to it." }
				: {
						status: 403,
						error: `The token of the ${writer} is not for ${inWords(act)}.`,
					};
		},
		refused: () => refused,
	};
}

function inWords(act: Act | undefined): string {
	if (act === "records") return "the history of a process";
	if (act === "reads") return "what clients read";
	return `events of the source ${act}`;
}

/** The token in the first line of a connection; an empty text where there is none. */
export function tokenInHello(line: string): string {
	try {
		const { token } = JSON.parse(line) as { token?: unknown };
		return typeof token === "string" ? token : "";
	} catch {
		return "";
	}
}
