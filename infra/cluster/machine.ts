import { spawnSync } from "node:child_process";
import type { DockerFacts, MachineFacts } from "./choose.ts";

const limitSeconds = 10;

/** Looks at this machine. Asks Docker only where kind is there, since it can take its time. */
export function machineFacts(): MachineFacts {
	const kind = said("kind", "version")?.text ?? null;
	return {
		system: process.platform,
		root: process.getuid?.() === 0,
		kind,
		docker: kind === null ? null : dockerFacts(),
	};
}

function dockerFacts(): DockerFacts | null {
	const info = said("docker", "info", "--format", "{{json .}}");
	if (info === null) return null;
	const context = said(...["docker", "context", "inspect"], ...["--format", "{{.Endpoints.docker.Host}}"]);
	const endpoint = process.env.DOCKER_HOST || context?.text || "its default";
	return readDockerInfo(info, endpoint);
}

/** What a command said, and how it ended. */
interface Said {
	text: string;
	errors: string;
	ended: boolean;
}

/**
 * @param info what `docker info --format '{{json .}}'` said: JSON also when no daemon answers, in
 *   most versions
 */
export function readDockerInfo({ text, errors, ended }: Said, endpoint: string): DockerFacts {
	const info = jsonOrNull(text);
	const serverErrors = (info?.ServerErrors as string[] | undefined) ?? [];
	const error = serverErrors[0] ?? (ended ? null : errors || "no answer");
	const word = (key: string) => String(info?.[key] ?? "");
	return {
		endpoint,
		error: error === null ? null : (error.split("\n")[0] ?? ""),
		version: word("ServerVersion"),
		operatingSystem: word("OperatingSystem"),
		containers: word("OSType"),
		rootless: ((info?.SecurityOptions as string[] | null) ?? []).some((option) => option.startsWith("name=rootless")),
		cgroupVersion: Number(word("CgroupVersion") || "1"),
	};
}

/** Null when there is no such command. */
function said(command: string, ...parameters: string[]): Said | null {
	const { error, status, stdout, stderr } = spawnSync(command, parameters, {
		encoding: "utf8",
		timeout: limitSeconds * 1000,
	});
	if ((error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") {
		return null;
	}
	return {
		text: (stdout ?? "").trim(),
		errors: (stderr ?? "").trim(),
		ended: status === 0,
	};
}

function jsonOrNull(text: string): Record<string, unknown> | null {
	try {
		return JSON.parse(text) as Record<string, unknown>;
	} catch {
		return null;
	}
}
