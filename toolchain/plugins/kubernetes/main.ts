import { serve } from "../provider/server.ts";
import { standInVersion } from "../provider/standInVersion.ts";
import { kubernetesProvider } from "./provider.ts";
import { withReleases } from "./release/dispatch.ts";
import { releaseProvider } from "./release/release.ts";

serve(
	withReleases(kubernetesProvider(), releaseProvider()),
	standInVersion("@pulumi/kubernetes"),
);
