// A build's server: node grunt_serve.js FOLDER PORT
'use strict';
const path = require('node:path');
const grunt = require('grunt');

const [folder, port] = process.argv.slice(2);
process.chdir(folder);
grunt.loadTasks(path.join(path.dirname(require.resolve('grunt-serve/package.json')), 'tasks'));
grunt.initConfig({ serve: { options: { port: Number(port), serve: { path: folder } } } });
grunt.tasks(['serve'], { gruntfile: false, base: folder });
