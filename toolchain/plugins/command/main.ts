import { serve } from "../provider/server.ts";
import { standInVersion } from "../provider/standInVersion.ts";
import { commandProvider } from "./command.ts";

serve(commandProvider, standInVersion("@pulumi/command"));
