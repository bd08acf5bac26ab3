import { serve } from "../provider/server.ts";
import { standInVersion } from "../provider/standInVersion.ts";
import { kubernetesProvider } from "./provider.ts";

serve(kubernetesProvider(), standInVersion("@pulumi/kubernetes"));
