#!/usr/bin/env bash
# Generates src/onnx/generated/onnx_pb.ts from onnx.proto of the ONNX specification (Apache-2.0; out of the PyPI package onnx),
# with protoc from the PyPI package grpcio-tools in a temporary folder and protoc-gen-es from node_modules.
set -euo pipefail
cd "$(dirname "$0")/.."
version=1.23.2
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet grpcio-tools==1.85.1
"$work/venv/bin/pip" download --quiet --no-deps --only-binary :all: --dest "$work" "onnx==$version"
"$work/venv/bin/python" -m zipfile --extract "$work"/onnx-*.whl "$work/onnx"
mkdir -p src/onnx/generated
"$work/venv/bin/python" -m grpc_tools.protoc \
  --proto_path "$work/onnx/onnx" \
  --plugin=protoc-gen-es=node_modules/.bin/protoc-gen-es \
  --es_out=src/onnx/generated \
  --es_opt=target=ts,import_extension=ts,erasable_syntax=true \
  onnx.proto
