/**
 * On a Service whose workload is waited for itself: the provider would wait 10 s more, for its
 * endpoints to settle. Who needs what is behind the Service depends on the workload.
 */
export const skipAwait = { "pulumi.com/skipAwait": "true" } as const;
