import { incarnationOfRun } from "../incarnation.ts";
import type { Method, MethodArgs } from "../method.ts";

/**
 * The replicas keep their states in their own memory alone: what the methods are measured against.
 */
export function none(args: MethodArgs): Method {
	return {
		environment: [],
		sidecars: [],
		volumes: [],
		store: null,
		incarnation: incarnationOfRun(args),
	};
}
