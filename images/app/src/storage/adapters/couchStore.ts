/** What the modes have in common that keep states in a document store. */
import * as z from "zod/mini";
import { baseUrl } from "../../../../environment.ts";

const databaseName = "a CouchDB database name: a lower-case letter, then lower-case letters, digits or _$()+-";

export const couchEnvironment = {
	CENTRAL_URL: z._default(baseUrl, "http://central:5984"),
	CENTRAL_DATABASE: z._default(z.string().check(z.regex(/^[a-z][a-z0-9_$()+-]*$/, databaseName)), "states"),
	CENTRAL_USER: z.optional(z.string()),
	CENTRAL_PASSWORD: z.optional(z.string()),
};

interface CouchVariables {
	CENTRAL_URL: string;
	CENTRAL_DATABASE: string;
	CENTRAL_USER?: string | undefined;
	CENTRAL_PASSWORD?: string | undefined;
}

export function couchProblem({ CENTRAL_USER: user, CENTRAL_PASSWORD: password }: CouchVariables): string | null {
	return (user === undefined) === (password === undefined)
		? null
		: "set both CENTRAL_USER and CENTRAL_PASSWORD, or neither";
}

export function couchSettings({
	CENTRAL_URL,
	CENTRAL_DATABASE,
	CENTRAL_USER: user,
	CENTRAL_PASSWORD: password,
}: CouchVariables) {
	return {
		url: CENTRAL_URL,
		database: CENTRAL_DATABASE,
		credentials: user !== undefined && password !== undefined ? { user, password } : null,
	};
}
