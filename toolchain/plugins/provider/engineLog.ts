import { credentials } from "@grpc/grpc-js";
import engineService from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineMessages from "@pulumi/pulumi/proto/engine_pb.js";

export interface EngineLog {
	/**
	 * Shows a line beside the resource while it is being worked on; the engine doesn't repeat it at
	 * the end.
	 */
	status(urn: string, line: string): void;
	/** Resolves when all lines given so far have been delivered, or after `atMostSeconds`. */
	delivered(atMostSeconds: number): Promise<void>;
}

/**
 * The engine's log service at `address` (host:port). Lines keep their order; those that arrive
 * while a message is under way travel together in the next, so a chatty command can't flood the
 * engine. A lost line is not an error.
 */
export function engineLog(address: string | undefined): EngineLog {
	if (address === undefined) return { status: () => {}, delivered: async () => {} };
	const client = new engineService.EngineClient(address, credentials.createInsecure());
	const waiting = new Map<string, string[]>();
	let sending: Promise<void> | undefined;

	function send(urn: string, message: string): Promise<void> {
		const request = new engineMessages.LogRequest();
		request.setSeverity(engineMessages.LogSeverity.INFO);
		request.setUrn(urn);
		request.setMessage(message);
		request.setEphemeral(true);
		return new Promise((resolve) => {
			client.log(request, () => resolve());
		});
	}

	async function drain(): Promise<void> {
		for (const [urn, lines] of waiting) {
			waiting.delete(urn);
			await send(urn, lines.join("\n"));
		}
		sending = undefined;
		if (waiting.size > 0) sending = drain();
	}

	return {
		status(urn, line) {
			const lines = waiting.get(urn);
			if (lines) lines.push(line);
			else waiting.set(urn, [line]);
			sending ??= Promise.resolve().then(drain);
		},
		async delivered(atMostSeconds) {
			const deadline = new Promise<"late">((resolve) => {
				setTimeout(() => resolve("late"), atMostSeconds * 1000).unref();
			});
			while (sending !== undefined) if ((await Promise.race([sending, deadline])) === "late") return;
		},
	};
}
