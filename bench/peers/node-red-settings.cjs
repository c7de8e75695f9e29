module.exports = {
  flowFile: `${__dirname}/node-red-flow.json`,
  uiHost: '127.0.0.1',
  httpAdminRoot: false,
  functionExternalModules: true,
  functionGlobalContext: { crypto: require('node:crypto'), secret: process.env.WEBHOOK_SECRET },
  logging: { console: { level: 'error', metrics: false, audit: false } },
}
