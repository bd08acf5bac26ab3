import { delimiter } from "node:path";
import { usualFiles } from "./kubeconfigFiles.ts";

/** Where the k3s of this machine writes its administrator's credentials. */
export const k3sKubeconfig = "/etc/rancher/k3s/k3s.yaml";

/** What kubectl reads: the files that $KUBECONFIG names, as such a list, or ~/.kube/config. */
export function usualKubeconfig(environment: Readonly<Record<string, string | undefined>> = process.env): string {
	return usualFiles(environment).join(delimiter);
}
