// Preloaded into a Node.js program that would listen on every address: it listens on 127.0.0.1 instead.
'use strict';
const net = require('node:net');
const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (...words) {
  if (typeof words[0] === 'object' && words[0] !== null && 'port' in words[0]) {
    return listen.call(this, { ...words[0], host: '127.0.0.1' }, ...words.slice(1));
  }
  const rest = words.slice(1).filter((word) => typeof word === 'function');
  return listen.call(this, { port: Number(words[0]), host: '127.0.0.1' }, ...rest);
};
