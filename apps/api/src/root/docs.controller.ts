import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { recordedExamples } from '../examples/recorded-examples.js';
import { Describe, HttpSettings, NotFound, Open, Produces, Representation, nearest, openApiDocument } from '#libs/http';

// The files of Swagger UI come with @nestjs/swagger, so they are looked up from there.
const assets = path.dirname(createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger')).resolve('swagger-ui-dist/package.json'));
const types: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'start.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Chancery API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css"><link rel="icon" href="/docs/favicon-32x32.png"></head>
<body><div id="reference"></div><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>
`;

const start = `SwaggerUIBundle({ url: '/openapi.json', domNode: document.getElementById('reference'), deepLinking: true, validatorUrl: null, docExpansion: 'list', filter: true, tryItOutEnabled: true });
`;

// The reference sets styles from its script and draws icons from data: addresses; scripts are its files alone.
const policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** The reference of the API, for programs and for people. */
@Controller()
@Open({ unlimited: true })
export class DocsController {
  private document: string | null = null;
  constructor(
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(HttpSettings) private readonly settings: HttpSettings,
  ) {}

  @Get('openapi.json')
  @Describe('This document', { example: { openapi: '3.1.0' } })
  openapi(): Representation {
    this.document ??= JSON.stringify(openApiDocument(this.modules, this.settings.version, recordedExamples));
    return new Representation(this.document, 'application/json; charset=utf-8', { outside: true });
  }

  @Get('docs')
  @Produces('text/html')
  @Describe('The runnable reference', { example: '<!doctype html>…' })
  docs(): Representation {
    return new Representation(page, 'text/html; charset=utf-8', { outside: true, headers: { 'Content-Security-Policy': policy, 'Cross-Origin-Opener-Policy': 'same-origin' } });
  }

  @Get('docs/:file')
  @Produces('text/css', 'text/javascript', 'image/png')
  @Describe('A file of the reference', { example: '…' })
  file(@Param('file') file: string): Representation {
    const type = types[file];
    if (type === undefined) throw new NotFound('file', file, nearest(file, Object.keys(types)));
    const content = file === 'start.js' ? start : fs.readFileSync(path.join(assets, file));
    return new Representation(content, type, { outside: true, headers: { 'Cache-Control': 'public, max-age=3600' } });
  }
}
