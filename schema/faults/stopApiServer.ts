import { defineFault, lastsSeconds } from "./definition.ts";

export const stopApiServer = defineFault({
	kind: "stop-api-server",
	does: "the Kubernetes API server answers nobody",
	witness: "as `freeze`, of the API server",
	fields: { lastsSeconds },
	whom: () => "the Kubernetes API server",
	order: { do: "stop-api-server", fields: { lastsSeconds } },
	alone: "without the API server no other fault finds its victims",
});
