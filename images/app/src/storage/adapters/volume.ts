import * as z from "zod/mini";
import { folderOnDisk } from "../disk.ts";
import type { RetryingStorageOptions } from "../retryingStorage.ts";
import { forReading, readerOf } from "../stateReader.ts";
import { stateStorage } from "../stateStorage.ts";
import { VolumeStorage } from "../volume.ts";
import type { Adapter } from "./adapter.ts";

const environment = {
	VOLUME_FOLDER: z._default(z.string().check(z.startsWith("/", "an absolute path")), "/state"),
};

export const volume: Adapter<typeof environment> = {
	name: "volume",
	environment,
	open({ VOLUME_FOLDER }, { pod, storage }) {
		const client = (options: RetryingStorageOptions) => new VolumeStorage(folderOnDisk(VOLUME_FOLDER), options);
		return stateStorage(pod, client(storage), undefined, () => readerOf(client(forReading(storage)), false));
	},
};
