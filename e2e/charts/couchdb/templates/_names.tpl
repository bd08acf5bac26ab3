{{- define "couchdb.fullname" -}}
{{ .Release.Name }}-couchdb
{{- end -}}

{{- define "couchdb.svcname" -}}
{{ .Release.Name }}-svc-couchdb
{{- end -}}

{{- define "couchdb.selector" -}}
app: couchdb
release: {{ .Release.Name }}
{{- end -}}

{{/* The administrator's name and password, from the Secret that isn't the chart's. */}}
{{- define "couchdb.administrator" -}}
{{- range $variable, $key := dict "COUCHDB_USER" "adminUsername" "COUCHDB_PASSWORD" "adminPassword" }}
- name: {{ $variable }}
  valueFrom:
    secretKeyRef:
      name: {{ required "extraSecretName must name a Secret" $.Values.extraSecretName }}
      key: {{ $key }}
{{- end }}
{{- end -}}
