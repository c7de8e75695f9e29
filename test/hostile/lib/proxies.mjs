// nginx and haproxy in front of the server, as people run them: connections to the server are kept and shared.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sleep } from '../../../bench/lib/machine.mjs'
import { freePort } from '../../../scripts/ports.mjs'
import { start } from './programs.mjs'

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

export async function startNginx(serverPort) {
  const config = (port, folder) => `
daemon off; master_process off; pid ${folder}/pid; error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off;
  ${TEMPORARY.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  upstream hookline { server 127.0.0.1:${serverPort}; keepalive 4; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://hookline; proxy_http_version 1.1; proxy_request_buffering off;
      proxy_set_header Connection ""; proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
}`
  return startProxy('nginx', config, (file) => ['-c', file, '-e', 'stderr'])
}

export async function startHaproxy(serverPort) {
  const config = (port) => `
global
  maxconn 500
defaults
  mode http
  timeout connect 2s
  timeout client 10s
  timeout server 10s
  http-reuse always
  option forwardfor
listen hookline
  bind 127.0.0.1:${port}
  server hookline 127.0.0.1:${serverPort}
`
  return startProxy('haproxy', config, (file) => ['-db', '-f', file])
}

async function startProxy(name, config, args) {
  const [port, folder] = [await freePort(), mkdtempSync(path.join(tmpdir(), `hookline-${name}-`))]
  const file = path.join(folder, 'config')
  writeFileSync(file, config(port, folder))
  const program = start(name, args(file))
  for (let tries = 0; !(await accepts(port)); tries++) {
    if (tries > 100) throw new Error(`${name} did not start: ${program.printed()}`)
    await sleep(50)
  }
  return {
    name,
    port,
    stop: async () => {
      await program.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true) || socket.destroy())
    socket.once('error', () => resolve(false))
  })
}
