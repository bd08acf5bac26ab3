import * as grpc from "@grpc/grpc-js";
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import providerService from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type * as messages from "@pulumi/pulumi/proto/provider_pb.js";
import providerMessages from "@pulumi/pulumi/proto/provider_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import structMessages from "google-protobuf/google/protobuf/struct_pb.js";
import { changesBetween } from "./changes.ts";
import { type EngineLog, engineLog } from "./engineLog.ts";
import { onEngineGone } from "./lifetime.ts";
import { holdsSecret, redacted } from "./redaction.ts";
import type { Operation, Provider } from "./resources.ts";
import { diffResponse } from "./responses.ts";
import { type Properties, type SecretMask, secretsOf, union, unwrap, wrap } from "./values.ts";

/** As the engine's own limit: a command's output may be long. */
const MESSAGE_LIMIT_BYTES = 400 * 1024 * 1024;
/**
 * How long operations under way get to clean up before the plugin leaves; the engine kills it after
 * 5 s.
 */
const LEAVE_AFTER_SECONDS = 4.5;
const LOG_DELIVERY_SECONDS = 1;

type Struct = ReturnType<messages.CheckRequest["getNews"]>;
type Call<Request> = grpc.ServerUnaryCall<Request, unknown>;

interface Decoded {
	value: Properties;
	secrets: SecretMask | undefined;
}

function decode(struct: Struct): Decoded {
	const raw = struct?.toJavaScript() ?? {};
	return { value: unwrap(raw) as Properties, secrets: secretsOf(raw) };
}

function encode(value: Properties, secrets?: SecretMask): NonNullable<Struct> {
	return structMessages.Struct.fromJavaScript(
		// biome-ignore lint/suspicious/noExplicitAny: the library's own type of a JSON value isn't exported
		wrap(value, secrets === true ? undefined : secrets) as any,
	);
}

/**
 * Serves `provider` to the Pulumi engine, which started this process: raw provider protocol over
 * gRPC, on a free port of the loopback interface, printed as the first line of standard output.
 * Methods that nobody needs here (components, functions, schemas) are left UNIMPLEMENTED, which the
 * engine understands.
 */
export function serve(provider: Provider, version: string): void {
	const stop = new AbortController();
	const underWay = new Set<Promise<unknown>>();
	// The engine's address is the last argument; before it come the engine's own logging flags, if
	// any.
	const log = engineLog(process.argv.slice(2).at(-1));

	const server = new grpc.Server({
		"grpc.max_receive_message_length": MESSAGE_LIMIT_BYTES,
		"grpc.max_send_message_length": MESSAGE_LIMIT_BYTES,
	});
	server.addService(providerService.ResourceProviderService, handlers(provider, version, stop, log, underWay) as never);
	server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
		if (error) throw error;
		process.stdout.write(`${port}\n`);
	});

	onEngineGone((reason) => {
		stop.abort(new Error(reason));
		const late = setTimeout(() => process.exit(1), LEAVE_AFTER_SECONDS * 1000);
		Promise.allSettled(underWay).then(() => {
			clearTimeout(late);
			process.exit(0);
		});
	});
}

function handlers(
	provider: Provider,
	version: string,
	stop: AbortController,
	log: EngineLog,
	underWay: Set<Promise<unknown>>,
) {
	/**
	 * Turns a function over a request into a gRPC method; `underWay` knows it until it has answered.
	 */
	function method<Request, Response>(answer: (request: Request, signal: AbortSignal) => Promise<Response>) {
		return (call: Call<Request>, done: grpc.sendUnaryData<Response>): void => {
			const cancelled = new AbortController();
			call.on("cancelled", () => cancelled.abort(new Error("the engine cancelled the request")));
			const work = answer(call.request, AbortSignal.any([stop.signal, cancelled.signal]))
				.then(
					(response) => done(null, response),
					(error) => done({ code: grpc.status.UNKNOWN, details: error.message }),
				)
				.finally(() => underWay.delete(work));
			underWay.add(work);
		};
	}

	function operation(
		request: { getUrn(): string; getType(): string; getName(): string },
		signal: AbortSignal,
		more: { timeoutSeconds?: number; preview?: boolean } = {},
	): Operation {
		const urn = request.getUrn();
		return {
			urn,
			type: request.getType() || (urn.split("::")[2]?.split("$").at(-1) ?? ""),
			name: request.getName() || urn.split("::").slice(3).join("::"),
			// Go encodes "not set" as 0.
			timeoutSeconds: more.timeoutSeconds || undefined,
			preview: more.preview ?? false,
			signal,
			status: (line) => log.status(urn, line),
		};
	}

	const allSecrets = (inputs: Decoded) => union(inputs.secrets, provider.secrets(inputs.value, inputs.secrets));

	/**
	 * Runs work that makes outputs from `inputs`, and marks in them, or in what was left unfinished,
	 * what is secret.
	 */
	async function outputsOf<Made extends { outputs: Properties }>(
		inputs: Decoded,
		work: Promise<Made>,
	): Promise<Made & { struct: NonNullable<Struct> }> {
		try {
			const made = await work;
			return { ...made, struct: encode(made.outputs, allSecrets(inputs)) };
		} catch (error) {
			if (error instanceof Error) error.message = redacted(error.message, inputs.value, inputs.secrets);
			throw error;
		} finally {
			await log.delivered(LOG_DELIVERY_SECONDS);
		}
	}

	return {
		handshake: method<messages.ProviderHandshakeRequest, messages.ProviderHandshakeResponse>(async () => {
			const response = new providerMessages.ProviderHandshakeResponse();
			response.setAcceptSecrets(true);
			return response;
		}),

		getPluginInfo: method(async () => {
			const info = new pluginMessages.PluginInfo();
			info.setVersion(version);
			return info;
		}),

		checkConfig: method<messages.CheckRequest, messages.CheckResponse>(async (request) => {
			const response = new providerMessages.CheckResponse();
			response.setInputs(request.getNews());
			return response;
		}),

		diffConfig: method<messages.DiffRequest, messages.DiffResponse>(async (request) =>
			diffResponse({
				changes: changesBetween(decode(request.getOldInputs()).value, decode(request.getNews()).value),
				replaces: () => false,
			}),
		),

		configure: method<messages.ConfigureRequest, messages.ConfigureResponse>(async (request) => {
			provider.configure(decode(request.getArgs()).value);
			const response = new providerMessages.ConfigureResponse();
			response.setAcceptsecrets(true);
			response.setSupportspreview(true);
			return response;
		}),

		check: method<messages.CheckRequest, messages.CheckResponse>(async (request, signal) => {
			const { type, name } = operation(request, signal);
			const before = decode(request.getOlds()).value;
			const news = decode(request.getNews());
			const { inputs, failures } = await provider.check({
				type,
				name,
				// The engine always sends something, also when there was nothing before.
				before: Object.keys(before).length > 0 ? before : undefined,
				inputs: news.value,
				randomSeed: request.getRandomseed_asU8(),
				signal,
			});
			const response = new providerMessages.CheckResponse();
			response.setInputs(encode(inputs, allSecrets({ value: inputs, secrets: news.secrets })));
			for (const { property, reason } of failures) {
				const failure = new providerMessages.CheckFailure();
				// The engine prints the value of a property that it is told, secret or not.
				failure.setProperty(holdsSecret(property, news.secrets) ? "" : property);
				failure.setReason(redacted(reason, news.value, news.secrets));
				response.addFailures(failure);
			}
			return response;
		}),

		diff: method<messages.DiffRequest, messages.DiffResponse>(async (request, signal) =>
			diffResponse(
				await provider.diff(
					{
						oldInputs: decode(request.getOldInputs()).value,
						oldOutputs: decode(request.getOlds()).value,
						newInputs: decode(request.getNews()).value,
					},
					operation(request, signal),
				),
			),
		),

		create: method<messages.CreateRequest, messages.CreateResponse>(async (request, signal) => {
			const inputs = decode(request.getProperties());
			const { id, struct } = await outputsOf(
				inputs,
				provider.create(
					inputs.value,
					operation(request, signal, {
						timeoutSeconds: request.getTimeout(),
						preview: request.getPreview(),
					}),
				),
			);
			const response = new providerMessages.CreateResponse();
			response.setId(id);
			response.setProperties(struct);
			return response;
		}),

		update: method<messages.UpdateRequest, messages.UpdateResponse>(async (request, signal) => {
			const inputs = decode(request.getNews());
			const work = provider.update(
				request.getId(),
				{
					inputs: decode(request.getOldInputs()).value,
					outputs: decode(request.getOlds()).value,
				},
				inputs.value,
				operation(request, signal, {
					timeoutSeconds: request.getTimeout(),
					preview: request.getPreview(),
				}),
			);
			const { struct } = await outputsOf(
				inputs,
				work.then((outputs) => ({ outputs })),
			);
			const response = new providerMessages.UpdateResponse();
			response.setProperties(struct);
			return response;
		}),

		delete: method<messages.DeleteRequest, unknown>(async (request, signal) => {
			await provider
				.delete(
					request.getId(),
					{
						inputs: decode(request.getOldInputs()).value,
						outputs: decode(request.getProperties()).value,
					},
					operation(request, signal, { timeoutSeconds: request.getTimeout() }),
				)
				.finally(() => log.delivered(LOG_DELIVERY_SECONDS));
			return new emptyMessages.Empty();
		}),

		read: method<messages.ReadRequest, messages.ReadResponse>(async (request, signal) => {
			const inputs = decode(request.getInputs());
			const outputs = decode(request.getProperties());
			const secretsIn = (live: Properties) =>
				union(union(inputs.secrets, outputs.secrets), provider.secrets(live, inputs.secrets));
			const live = await provider.read(
				request.getId(),
				{
					inputs: request.hasInputs() ? inputs.value : undefined,
					outputs: outputs.value,
				},
				operation(request, signal),
			);
			const response = new providerMessages.ReadResponse();
			if (live === undefined) return response;
			const secrets = secretsIn(live.inputs);
			response.setId(request.getId());
			response.setInputs(encode(live.inputs, secrets));
			response.setProperties(encode(live.outputs, secrets));
			return response;
		}),

		cancel: method(async () => {
			stop.abort(new Error("cancelled"));
			return new emptyMessages.Empty();
		}),
	};
}
