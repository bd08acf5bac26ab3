import * as z from "zod/mini";
import {
	baseUrl,
	from,
	numberWhere,
	observerSources,
	port,
	readEnvironment,
	type Variables,
	wholeFrom,
} from "../../environment.ts";

const share = numberWhere((value) => value >= 0 && value <= 1, "a number from 0 to 1");

const sources = {
	/** Base URL of the honest store. */
	store: from("STORE_URL", baseUrl),
	/** Share of the reads and writes of a state that are lied about. */
	rate: from("LIES", z._default(share, 0.02)),
	seed: from("SEED", z._default(wholeFrom(0), 0)),
	...observerSources,
	host: from("HOST", z._default(z.string(), "0.0.0.0")),
	port: from("PORT", z._default(port, 5985)),
};

/** @throws Error that says what is wrong */
export const readSettings = (variables: Variables) => readEnvironment(sources, variables);
