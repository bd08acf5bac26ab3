const text = { type: "string" } as const;

/** OpenAPI description of what the application uses (Gschnitzer 2022, 4.4, and what it lacks). */
export const openApi = {
	openapi: "3.1.0",
	info: {
		title: "Consensus replica",
		version: "1.0.0",
		description: "States of the stateful replicas, kept by Raft. Served to the own Pod alone, on loopback.",
		license: { name: "Apache-2.0", identifier: "Apache-2.0" },
	},
	paths: {
		"/api/v1/state/{pod}": {
			get: {
				operationId: "readState",
				summary: "The state of a replica, or null. Linearizable.",
				parameters: [pod()],
				responses: {
					"200": json("The replica's state", "State"),
					"400": json("No replica's identity", "Problem"),
					"404": json("There is no such replica", "Problem"),
					"503": later("The replica's group can't answer", "Problem"),
				},
			},
		},
		"/api/v1/state": {
			put: {
				operationId: "writeState",
				summary:
					"Stores a state. With `previous` it is a compare-and-set, so that a process that outlived its deletion can't move a state back.",
				requestBody: {
					required: true,
					content: { "application/json": { schema: { $ref: "#/components/schemas/Write" } } },
				},
				responses: {
					"200": json("Stored: acknowledged by a majority", "State"),
					"400": json("No such body", "Problem"),
					"404": json("There is no such replica", "Problem"),
					"409": json("Not stored: another state than `previous` is", "Conflict"),
					"413": json("The body is longer than 64 KiB", "Problem"),
					"503": later(
						"The replica's group can't answer; `applied` says whether the state may have been stored",
						"Unavailable",
					),
				},
			},
		},
		"/api/v1/cp/{pod}": {
			delete: {
				operationId: "removeMember",
				summary: "Removes a crashed replica's member from the CP Subsystem.",
				parameters: [pod()],
				responses: {
					"200": json("Removed", "Removed"),
					"400": json("No replica's identity", "Problem"),
					"404": json("The replica has no CP member", "Problem"),
					"409": json("The member is alive", "Problem"),
					"503": later("The CP Subsystem can't answer", "Problem"),
				},
			},
		},
		"/api/v1/cp/verify": {
			get: {
				operationId: "verify",
				summary: "Has the cluster formed, and does it serve this replica?",
				parameters: [
					{
						name: "waitSeconds",
						in: "query",
						description: "How long to wait until it does",
						schema: { type: "number", minimum: 0, maximum: 60, default: 0 },
					},
				],
				responses: {
					"200": json("It serves", "Verification"),
					"400": json("No such time", "Problem"),
					"503": later("Not yet, or not any more", "Verification"),
				},
			},
		},
	},
	components: {
		schemas: {
			State: object({ identifier: text, state: textOrNull() }),
			Write: object({ identifier: text, state: textOrNull(), previous: textOrNull() }, ["identifier", "state"]),
			Conflict: object({ error: text, state: textOrNull() }),
			Problem: object({ error: text }),
			Unavailable: object({ error: text, applied: { enum: ["no", "unknown"] } }),
			Removed: object({ removed: { type: "string", format: "uuid" } }),
			Verification: object(
				{
					formed: { type: "boolean" },
					startedAt: { type: "number", description: "Start of this process, Unix seconds" },
					group: text,
					cpMembers: { type: ["integer", "null"] },
					replicas: { type: "integer" },
					lostMajority: { type: "array", items: text },
					error: text,
				},
				["formed", "startedAt", "group", "replicas", "lostMajority"],
			),
		},
	},
} as const;

function textOrNull() {
	return { type: ["string", "null"] } as const;
}

function object(properties: Record<string, object>, required = Object.keys(properties)) {
	return { type: "object", properties, required } as const;
}

function pod() {
	return {
		name: "pod",
		in: "path",
		required: true,
		description: "Identity of a replica",
		schema: { type: "string", pattern: "^pod-(0|[1-9][0-9]*)$" },
	} as const;
}

function json(description: string, schema: string) {
	return {
		description,
		content: {
			"application/json": {
				schema: { $ref: `#/components/schemas/${schema}` },
			},
		},
	};
}

function later(description: string, schema: string) {
	return {
		...json(description, schema),
		headers: { "Retry-After": { description: "Seconds", schema: { type: "integer" } } },
	};
}
