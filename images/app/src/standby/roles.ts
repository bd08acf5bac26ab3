import * as z from "zod/mini";
import { bearer } from "../../../bearer.ts";
import { type Request, RequestFailed } from "../../../request.ts";

/** What a process may be for its identity. */
export type Role = "active" | "standby";

/** What a process says of itself. */
export interface RoleReport {
	/** Name and UID of its Pod. */
	pod: string;
	uid: string;
	/** Start of the process, Unix seconds. */
	process: number;
	role: Role;
	/** The one that it is active in; of a standby, the highest that it met in the store. */
	epoch: number;
}

/** What the State Controller says that it shall be. */
export interface RoleOrder {
	role: Role;
	/** Of an active: the epoch to take. */
	epoch: number;
}

const order = z.object({ role: z.enum(["active", "standby"]), epoch: z.number() });

/** The answer of a wait comes that much later at most. */
const slackSeconds = 2;

/** Asks for a process's role: answered at once where it is a new one, else after the wait. */
export type AskRole = (report: RoleReport, waitSeconds: number) => Promise<RoleOrder | { reason: string }>;

/**
 * @param url base URL of the State Controller
 * @param token what it wants to be shown
 */
export function httpRoles(url: string, token: string, send: Request): AskRole {
	return async (report, waitSeconds) => {
		const query = new URLSearchParams({
			pod: report.pod,
			uid: report.uid,
			process: String(report.process),
			role: report.role,
			epoch: String(report.epoch),
			waitSeconds: String(waitSeconds),
		});
		try {
			const { status, text } = await send("GET", `${url}/role?${query}`, {
				headers: { accept: "application/json", ...bearer(token) },
				timeoutSeconds: waitSeconds + slackSeconds,
			});
			const found = status === 200 ? z.safeParse(order, JSON.parse(text)) : null;
			return found?.success ? found.data : { reason: `${status}` };
		} catch (error) {
			if (error instanceof RequestFailed || error instanceof SyntaxError) {
				return { reason: error.message };
			}
			throw error;
		}
	};
}
