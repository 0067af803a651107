BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0007');
CREATE TABLE alerts (
	id TEXT NOT NULL, 
	created TEXT NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE api_keys (
	id TEXT NOT NULL, 
	made TEXT NOT NULL, 
	name TEXT NOT NULL, 
	record TEXT NOT NULL, user TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
INSERT INTO "api_keys" VALUES('k1','2026-11-27T16:11:36.838724Z','old','{"id":"k1","name":"old","digest":"05c582942d28846cb1d796c7f21c264d358fe79dc671aee031bc8b3cbce2474e","right":"read","made":"2026-11-27T16:11:36.838724Z","until":null,"owner":"0badc0de0badc0de","networks":[]}','0badc0de0badc0de');
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	what TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	clause TEXT NOT NULL, 
	count BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE cases (
	id TEXT NOT NULL, 
	finding TEXT NOT NULL, 
	state TEXT NOT NULL, 
	last_seq BIGINT NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "cases" VALUES('74923ff3bb3c2bcb2bcbc90b2e9eae16','3c15c11e006e604c974feb4b4ebb6eb7','closed',3,'{"id":"74923ff3bb3c2bcb2bcbc90b2e9eae16","finding":"3c15c11e006e604c974feb4b4ebb6eb7","service":"20dfab691f83000af13aea9856edc48d","check":"mailbox_web_open","endpoint":"127.0.0.1:41789","address":"127.0.0.1","port":41789,"realm":"loopback","identity":"","product":"Sendria","state":"closed","severity":"critical","first_open":"2026-11-27T16:11:34.781759Z","last_open":"2026-11-27T16:11:34.781759Z","detected":"2026-11-27T16:11:36.299240Z","open_after":null,"notified":null,"acknowledged":null,"closed":"2026-11-27T16:11:36.506080Z","until":null,"holds":{},"linked":[]}');
CREATE TABLE events (
	seq BIGINT NOT NULL, 
	case_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	at TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	body TEXT NOT NULL, 
	previous TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	once TEXT, 
	PRIMARY KEY (seq), 
	UNIQUE (once)
);
INSERT INTO "events" VALUES(1,'74923ff3bb3c2bcb2bcbc90b2e9eae16','detected','2026-11-27T16:11:36.299240Z','leftopen','{"address":"127.0.0.1","at":"2026-11-27T16:11:34.781759Z","check":"mailbox_web_open","endpoint":"127.0.0.1:41789","finding":"3c15c11e006e604c974feb4b4ebb6eb7","holds":{},"identity":"","look":"29fba026d8905aefe7653e8a2d6fbf6f","open_after":null,"port":41789,"product":"Sendria","realm":"loopback","service":"20dfab691f83000af13aea9856edc48d","severity":"critical","transcript":"6d4d5495eefc946a90213a7e71d00f46f1d050e87814e7992bd196b25725896b","vantage":"here"}','0000000000000000000000000000000000000000000000000000000000000000','2bf6d89f3fb74aa58f21cd89494df637d0040a470d5ccfda204873c20dc694e1','detected:74923ff3bb3c2bcb2bcbc90b2e9eae16');
INSERT INTO "events" VALUES(2,'74923ff3bb3c2bcb2bcbc90b2e9eae16','looked','2026-11-27T16:11:36.506080Z','leftopen','{"at":"2026-11-27T16:11:36.505914Z","cloud_rule":"","control":"tcp 127.0.0.1:41935","identity":"","look":"b8d0369de06a61b64e69cde2acfc1401","phase":"judge","product":"Sendria","reason":"password_asked","state":"closed","transcript":"da1a8e201b2680adba603328f601559053197b4e6a986767c3621c5d02aa319a","vantage":"here"}','2bf6d89f3fb74aa58f21cd89494df637d0040a470d5ccfda204873c20dc694e1','855529806b872d0abc4a2a1bb98394f163fc20278c06d1ae9415e00cfcc22ccf','looked:74923ff3bb3c2bcb2bcbc90b2e9eae16:b8d0369de06a61b64e69cde2acfc1401');
INSERT INTO "events" VALUES(3,'74923ff3bb3c2bcb2bcbc90b2e9eae16','closed','2026-11-27T16:11:36.506080Z','leftopen','{"because":"the server now requires a password","needed":1,"rounds":1}','855529806b872d0abc4a2a1bb98394f163fc20278c06d1ae9415e00cfcc22ccf','73719a4838bbe3c51956b811549a1b0ae932fbe086b1f8b5527d70bc95caef57','closed:74923ff3bb3c2bcb2bcbc90b2e9eae16:b8d0369de06a61b64e69cde2acfc1401');
CREATE TABLE findings (
	finding TEXT NOT NULL, 
	case_id TEXT NOT NULL, 
	at TEXT NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (finding, case_id)
);
INSERT INTO "findings" VALUES('3c15c11e006e604c974feb4b4ebb6eb7','74923ff3bb3c2bcb2bcbc90b2e9eae16','2026-11-27T16:11:34.781759Z','{"judged":{"look":"29fba026d8905aefe7653e8a2d6fbf6f","finding":"3c15c11e006e604c974feb4b4ebb6eb7","service":"20dfab691f83000af13aea9856edc48d","observation":"e7f18de6a480f4220dd82650e4a88613","endpoint":{"address":{"packed":"AAAAAAAAAAAAAP//fwAAAQ=="},"port":41789,"transport":"tcp","name":"","realm":"loopback"},"check":"mailbox_web_open","at":"2026-11-27T16:11:34.781759Z","vantage":{"place":"loopback","name":"here"},"scan":"4772bbaaac789d7412e16fa830059d54","clause":"127.0.0.1 is this machine''s own address: always allowed","verdict":{"state":"open","reason":"data_readable","seen":"data","phase":"judge","said":"1 page of 100 mails each"},"identity":"","product":"Sendria","transcript":[{"sent":true,"at":0.001571,"length":176,"digest":"3a15d410b47004e480a3b984fdf38f64a90e22a5e9ea464c3b5038d78c8c2cf4","excerpt":"GET /api/messages/?page=100000 HTTP/1.1\nHost: 127.0.0.1:41789\nUser-Agent: leftopen/0.1.0 (contact not set)\nAccept: */*\nAccept-Encoding: identity\nConnection: keep-alive\n\n"},{"sent":false,"at":0.002016,"length":227,"digest":"24c1477b342a79280796173e9a4d61eae895c46e4016f8e4244d17ac2de52687","excerpt":"HTTP/1.1 200 Made Up\nServer: Sendria/2.2.2 (https://github.com/msztolcman/sendria)\nContent-Type: application/json; charset=utf-8\nContent-Length: 54\nConnection: close\n\n"},{"sent":true,"at":0.006749,"length":171,"digest":"fb44572f930f5fad8c213ebccbc6ef709566bf3ce2f834862ff8da5bc693eaa4","excerpt":"GET /... HTTP/1.1\nHost: 127.0.0.1:41789\nUser-Agent: leftopen/0.1.0 (contact not set)\nAccept: */*\nAccept-Encoding: identity\nConnection: keep-alive\n\n"},{"sent":false,"at":0.007492,"length":928,"digest":"f965515efc165558a11c807de20fb858f9637c47c38900213cf3dad65562b4c5","excerpt":"HTTP/1.1 200 Made Up\nServer: Sendria/2.2.2 (https://github.com/msztolcman/sendria)\nContent-Type: application/json; charset=utf-8\nContent-Length: 754\nConnection: close\n\n"},{"sent":true,"at":0.000308,"length":175,"digest":"064fabc1c01ae84407bad27843ad27d735544e7b61daba0040a425ec958aecad","excerpt":"GET /044849b4bc630a2a87c26a60 HTTP/1.1\nHost: 127.0.0.1:41789\nUser-Agent: leftopen/0.1.0 (contact not set)\nAccept: */*\nAccept-Encoding: identity\nConnection: keep-alive\n\n"},{"sent":false,"at":0.002719,"length":181,"digest":"2114ffce5300e9e5b6d18b5b4a52a73abe5458d72cf6ec385373cb6343e465ee","excerpt":"HTTP/1.1 404 Made Up\nServer: Sendria/2.2.2 (https://github.com/msztolcman/sendria)\nContent-Type: text/plain; charset=utf-8\nContent-Length: 14\nConnection: close\n\n"}]},"severity":"critical","size":{"records":2,"bytes":754,"at_least":false,"oldest":"2015-03-03T10:00:00Z","newest":"2023-02-01T09:30:00Z"},"evidence":{"holds":[],"items":0,"bytes":0,"failed":0,"origins":[],"units":[],"severity":"critical","mail":[]},"case":"74923ff3bb3c2bcb2bcbc90b2e9eae16","first_open":"2026-11-27T16:11:34.781759Z","last_open":"2026-11-27T16:11:34.781759Z"}');
CREATE TABLE heads (
	seq BIGINT NOT NULL, 
	hash TEXT NOT NULL, 
	at TEXT NOT NULL, 
	signature TEXT NOT NULL, 
	PRIMARY KEY (seq)
);
INSERT INTO "heads" VALUES(1,'2bf6d89f3fb74aa58f21cd89494df637d0040a470d5ccfda204873c20dc694e1','2026-11-27T16:11:36.311111Z','796ac93c0e6c3566c4046931ccf4b31da2d2cd9d28ec07fc533ecfb9b831ce0ce1a3df46d3bae911271d34320fa79ac85fa10d648746774d435a618b44210b0d');
INSERT INTO "heads" VALUES(2,'855529806b872d0abc4a2a1bb98394f163fc20278c06d1ae9415e00cfcc22ccf','2026-11-27T16:11:36.803585Z','40c0d4006012ad9c1e8d8138c537f849e5e5b3f02b651227a19fa2783862c507a34dfaa4afcba74b133be6dd1231ffdbf48b7040c2f70f90f63708c86b9b5a0a');
INSERT INTO "heads" VALUES(3,'73719a4838bbe3c51956b811549a1b0ae932fbe086b1f8b5527d70bc95caef57','2026-11-27T16:11:36.822281Z','33abf7e117bb6570e185a705ac8153acb473e510d1d0ce71ab6b54636e641209f0ceb12b7ddb9a0d9b91294eee83b0f836ff19ac2e2d402c0b2d012f1907e405');
CREATE TABLE imports (
	id TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	started TEXT NOT NULL, 
	state TEXT NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE links (
	id TEXT NOT NULL, 
	user TEXT NOT NULL, 
	made TEXT NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "links" VALUES('2608f86c128c95f25649830f6be13d995332699988ba86f82c8b33c880288d1a','0badc0de0badc0de','2026-11-27T16:11:36.838724Z','{"id":"2608f86c128c95f25649830f6be13d995332699988ba86f82c8b33c880288d1a","purpose":"join","made":"2026-11-27T16:11:36.838724Z","until":"2026-11-28T16:11:36.838724Z","user":"0badc0de0badc0de"}');
CREATE TABLE notes (
	id TEXT NOT NULL, 
	case_id TEXT NOT NULL, 
	made TEXT NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "notes" VALUES('n1','74923ff3bb3c2bcb2bcbc90b2e9eae16','2026-11-27T16:11:36.838724Z','{"id":"n1","case":"74923ff3bb3c2bcb2bcbc90b2e9eae16","at":"2026-11-27T16:11:36.838724Z","by":"maria","text":"called them"}');
CREATE TABLE notices (
	id TEXT NOT NULL, 
	case_id TEXT NOT NULL, 
	written TEXT NOT NULL, 
	file TEXT NOT NULL, 
	record TEXT NOT NULL, sending TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "notices" VALUES('n1','74923ff3bb3c2bcb2bcbc90b2e9eae16','2026-11-27T16:11:36.838724Z','notices/n1.eml','{"id":"n1","case":"74923ff3bb3c2bcb2bcbc90b2e9eae16","to":"mailto:it@example.org","subject":"s","text":"made up","written":"2026-11-27T16:11:36.838724Z"}',NULL);
CREATE TABLE notifiers (
	id TEXT NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE passkeys (
	id TEXT NOT NULL, 
	user TEXT NOT NULL, 
	made TEXT NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "passkeys" VALUES('cGs','0badc0de0badc0de','2026-11-27T16:11:36.838724Z','{"id":"cGs","user":"0badc0de0badc0de","name":"phone","party":"localhost","key":"a2V5","made":"2026-11-27T16:11:36.838724Z","count":0,"used":null}');
CREATE TABLE receipts (
	id INTEGER NOT NULL, 
	notice TEXT NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "receipts" VALUES(1,'n1','{"notice":"n1","accepted":true,"said":"250 ok","at":"2026-11-27T16:11:36.838724Z"}');
CREATE TABLE scans (
	id TEXT NOT NULL, 
	started TEXT NOT NULL, 
	state TEXT NOT NULL, 
	wanted TEXT NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "scans" VALUES('4772bbaaac789d7412e16fa830059d54','2026-11-27T16:11:33.170165Z','finished','["127.0.0.1/32", "41789"]','{"id":"4772bbaaac789d7412e16fa830059d54","targets":["127.0.0.1/32"],"ports":"41789","method":"connect","seed":2886993261645397017,"started":"2026-11-27T16:11:33.170165Z","total":1,"vantage":"here","finished":"2026-11-27T16:11:36.368422Z","cursor":1,"counts":{"talked":1,"cases":1,"open":1,"found":1,"refused":0},"state":"finished","clauses":[]}');
CREATE TABLE scopes (
	id TEXT NOT NULL, 
	added TEXT NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE searches (
	id TEXT NOT NULL, 
	user TEXT NOT NULL, 
	made TEXT NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "searches" VALUES('s1','0badc0de0badc0de','2026-11-27T16:11:36.838724Z','{"id":"s1","user":"0badc0de0badc0de","name":"mail","query":"port:25","made":"2026-11-27T16:11:36.838724Z"}');
CREATE TABLE sittings (
	id TEXT NOT NULL, 
	user TEXT NOT NULL, 
	made TEXT NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "sittings" VALUES('8488fda628727d9781c5c012fd47a53fdf5b51d636fc15ae20911da8eac984b9','0badc0de0badc0de','2026-11-27T16:11:36.838724Z','{"id":"8488fda628727d9781c5c012fd47a53fdf5b51d636fc15ae20911da8eac984b9","user":"0badc0de0badc0de","stage":"whole","made":"2026-11-27T16:11:36.838724Z","seen":"2026-11-27T16:11:36.838724Z","agent":"Firefox","unlocked":null,"both":false}');
CREATE TABLE submissions (
	id TEXT NOT NULL, 
	created TEXT NOT NULL, 
	status TEXT NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "submissions" VALUES('j1','2026-11-27T16:11:36.838724Z','QUEUE','{"id":"j1","key":"k1","created":"2026-11-27T16:11:36.838724Z","parts":[{"words":["127.0.0.1/32"],"ports":"80"}],"size":1,"status":"QUEUE","said":"","user":""}');
CREATE TABLE users (
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
INSERT INTO "users" VALUES('0badc0de0badc0de','maria','{"id":"0badc0de0badc0de","name":"maria","role":"admin","made":"2026-11-27T16:11:36.838724Z","password":"","second":"","last_step":0,"networks":[],"subject":"","disabled":false,"theme":"","language":""}');
CREATE INDEX scans_wanted ON scans (wanted);
CREATE INDEX events_case ON events (case_id, seq);
CREATE INDEX cases_finding ON cases (finding);
CREATE INDEX cases_state ON cases (state);
CREATE INDEX notices_case ON notices (case_id);
CREATE INDEX receipts_notice ON receipts (notice);
CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the events are only ever added to'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the events are only ever added to'); END;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit are only ever added to'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit are only ever added to'); END;
CREATE INDEX imports_digest ON imports (digest);
CREATE INDEX submissions_status ON submissions (status, created);
CREATE INDEX sittings_user ON sittings (user, made);
CREATE INDEX links_user ON links (user, made);
CREATE INDEX notes_case_id ON notes (case_id, made);
CREATE INDEX searches_user ON searches (user, made);
CREATE INDEX passkeys_user ON passkeys (user, made);
CREATE INDEX api_keys_user ON api_keys (user);
COMMIT;
