import { ordering } from "./agent.ts";
import type { Procedure } from "./procedure.ts";

/** The Kubernetes API server is there, and answers nobody: nothing that fails meanwhile is replaced. */
export const stopApiServer: Procedure<"stop-api-server"> = {
	whom: () => "the Kubernetes API server",
	choose: () => ({ pods: [] }),
	inject: ordering(({ lastsSeconds }) => ({ do: "stop-api-server", lastsSeconds })),
};
