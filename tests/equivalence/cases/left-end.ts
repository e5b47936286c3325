import { either, joins, joinsWithCare, keeps, type EquivalenceCase } from '../case.ts'

// "The left side": what A leaves running, and where it ends the script. In its own RUN the job dies with the
// container; joined, it lives on beside B, which waits longer than the job needs.
const late = '( sleep 0.3; touch late )'
const after = 'sleep 0.6; touch b'
const quietly = '>/dev/null 2>&1'

export const leftEnd: readonly EquivalenceCase[] = [
  keeps('A ends in &', [`RUN ${late} &`, `RUN ${after}`], /background/i),
  keeps('A starts a job and goes on', [`RUN ${late} & step a`, `RUN ${after}`], /background/i),
  keeps('A starts a job behind &&', [`RUN step a && ${late} & step c`, `RUN ${after}`], /background/i),
  keeps('a job in braces', [`RUN { ${late} & }; step a`, `RUN ${after}`], /background/i),
  keeps('a job in a subshell', [`RUN ( ${late} & ) && step a`, `RUN ${after}`], /background/i),
  keeps('a job in an if', [`RUN if true; then ${late} & fi; step a`, `RUN ${after}`], /background/i),
  keeps('a job in a loop', [`RUN for i in 1 2; do ${late} & done; step a`, `RUN ${after}`], /background/i),
  keeps('a job in a case', [`RUN case x in x) ${late} & ;; esac; step a`, `RUN ${after}`], /background/i),
  keeps('a job in a function', [`RUN f() { ${late} & }; f && step a`, `RUN ${after}`], /background/i),
  keeps(
    'a job in a command substitution',
    [`RUN x=$( ${late} ${quietly} & echo 1) && step a`, `RUN ${after}`],
    /background/i,
  ),
  keeps(
    'a job in backquotes',
    [`RUN echo \`${late} ${quietly} & echo 1\` > x`, `RUN ${after}`],
    /background/i,
  ),
  keeps('a job in a pipeline', [`RUN { ${late} ${quietly} & } | cat`, `RUN ${after}`], /background/i),
  keeps('a job of a shell inside', [`RUN sh -c '${late} &'`, `RUN ${after}`]),
  keeps('a job of eval', [`RUN eval '${late} &'`, `RUN ${after}`]),
  keeps(
    'nohup',
    ["RUN nohup sh -c 'sleep 0.3; touch late' >/dev/null 2>&1 &", `RUN ${after}`],
    /background/i,
  ),
  // The group leader forks before it makes a session, and does not wait for what it started.
  keeps('setsid', ["RUN setsid sh -c 'sleep 0.3; touch late' & sleep 0.1", `RUN ${after}`], /background/i),
  keeps('setsid --fork', ["RUN setsid --fork sh -c 'sleep 0.3; touch late'", `RUN ${after}`]),
  keeps('start-stop-daemon -b', [
    'ENV PATH=$S/sbin:$PATH',
    'RUN mkdir sbin && ln -s "$(command -v service)" sbin/start-stop-daemon',
    'ENV Y=1',
    'RUN start-stop-daemon -b --exec x --start',
    `RUN ${after}`,
  ]),
  keeps('service start', ['RUN service postgresql start', `RUN ${after}`]),
  keeps('service start and a use of it', ['RUN service mysql start && step schema', `RUN ${after}`]),
  keeps('a server that makes itself a daemon', [
    'RUN redis-server --daemonize yes && step seed',
    `RUN ${after}`,
  ]),
  keeps('mongod --fork', ['RUN mongod --fork --logpath x && step seed', `RUN ${after}`]),
  keeps(
    'a script of /etc/init.d',
    ['RUN /etc/init.d/redis-server start && step seed', 'RUN step b'],
    undefined,
    { unrunnable: true, bare: 'it would change the machine' },
  ),
  keeps(
    'a server: zkServer.sh start',
    ['RUN zkServer.sh start', 'RUN touch b'],
    /may leave a process behind/,
    {
      unrunnable: true,
      bare: 'the program is not here',
    },
  ),
  keeps(
    'a server: "$BIN"/pg_ctl -D /data start',
    ['RUN "$BIN"/pg_ctl -D /data start', 'RUN touch b'],
    /may leave a process behind/,
    {
      unrunnable: true,
      bare: 'the program is not here',
    },
  ),
  keeps(
    'a server: kafka-server-start.sh -daemon conf',
    ['RUN kafka-server-start.sh -daemon conf', 'RUN touch b'],
    /may leave a process behind/,
    {
      unrunnable: true,
      bare: 'the program is not here',
    },
  ),
  keeps('a server: neo4j start', ['RUN neo4j start', 'RUN touch b'], /may leave a process behind/, {
    unrunnable: true,
    bare: 'the program is not here',
  }),
  keeps(
    'a server: gunicorn -D app:app',
    ['RUN gunicorn -D app:app', 'RUN touch b'],
    /may leave a process behind/,
    {
      unrunnable: true,
      bare: 'the program is not here',
    },
  ),
  keeps('a server: ./gradlew build', ['RUN ./gradlew build', 'RUN touch b'], /may leave a process behind/, {
    unrunnable: true,
    bare: 'the program is not here',
  }),
  keeps(
    'a server: bazel build //...',
    ['RUN bazel build //...', 'RUN touch b'],
    /may leave a process behind/,
    {
      unrunnable: true,
      bare: 'the program is not here',
    },
  ),
  keeps(
    'a server: gpg --recv-keys 0xA',
    ['RUN gpg --recv-keys 0xA', 'RUN touch b'],
    /may leave a process behind/,
    {
      unrunnable: true,
      bare: 'the program is not here',
    },
  ),
  keeps('coproc', [
    'SHELL ["/bin/bash", "-c"]',
    'RUN coproc { sleep 0.3; touch late; }; step a',
    `RUN ${after}`,
  ]),
  keeps('a process substitution that is written to is not waited for', [
    'SHELL ["/bin/bash", "-c"]',
    'RUN echo a > >(sleep 0.3; cat > late)',
    `RUN ${after}`,
  ]),
  // &> redirects in bash; to dash it is & and then an empty command.
  keeps('&> under sh', [`RUN ${late} &> /dev/null`, `RUN ${after}`]),
  keeps('&>> under sh', [`RUN ${late} &>> out`, `RUN ${after}`]),
  joins('&> under bash redirects', [
    'SHELL ["/bin/bash", "-c"]',
    'RUN { echo a; echo b >&2; } &> out',
    'RUN step b',
  ]),
  joins('2>&1 is no job', ['RUN { echo a; echo b >&2; } > out 2>&1', 'RUN step b']),
  joins('an & in quotes is no job', ["RUN echo 'a & b' > out", 'RUN echo "c &" > out2']),
  joins('an escaped & is no job', ['RUN echo http://x/?a=1\\&b=2 > out', 'RUN step b']),
  joins('curl with a query in quotes', ['RUN curl -o f "https://x/?a=1&b=2"', 'RUN step b']),
  either('wait behind the job', ['RUN ( sleep 0.1; touch done ) & wait', 'RUN ls > seen'], {
    bare: 'wait ends it',
  }),
  either('wait, and a job again', [
    `RUN ( sleep 0.1; touch early ) & wait; ${late} & step a`,
    `RUN ${after}`,
  ]),
  keeps('wait for one of two', [`RUN ${late} & ( sleep 0.1; touch early ) & wait $!`, `RUN ${after}`]),
  keeps('wait that may not be reached', [`RUN ${late} & test -e nope && wait; step a`, `RUN ${after}`]),
  keeps('wait in a subshell waits for nothing', [`RUN ${late} & ( wait ); step a`, `RUN ${after}`]),
  keeps('wait in the condition of an if that is not reached', [
    `RUN ${late} & if false; then wait; fi; step a`,
    `RUN ${after}`,
  ]),
  // B would wait for a job of A.
  keeps('B waits', [`RUN ${late} &`, 'RUN wait; ls > seen']),
  joinsWithCare('a job in the middle of three', ['RUN step a', `RUN ${late} &`, `RUN ${after}`], { runs: 2 }),
  either('a job in the last RUN', ['RUN sleep 0.3 && step a', `RUN ${late} &`]),

  keeps('A ends with exit 0', ['RUN touch a; exit 0', 'RUN touch b'], /exit/i),
  keeps('A is exit 0', ['RUN exit 0', 'RUN touch b'], /exit/i),
  keeps('A ends with exit behind &&', ['RUN touch a && exit 0', 'RUN touch b'], /exit/i),
  keeps('A ends with exit in braces', ['RUN { touch a; exit 0; }', 'RUN touch b'], /exit/i),
  keeps('A ends with exec', ['RUN exec touch a', 'RUN touch b'], /exec/i),
  keeps('A ends with exec behind a list', ['RUN touch c; exec touch a', 'RUN touch b'], /exec/i),
  // At the top level of `sh -c`, dash and ash take return for exit; bash complains and goes on.
  keeps('A ends with return', ['RUN touch a; return 0', 'RUN touch b'], /return/i),
  either('exit in the middle', ['RUN touch a; exit 0; touch c', 'RUN touch b']),
  either('quoted exit', ['RUN touch a; "exit" 0', 'RUN touch b']),
  either('escaped exit', ['RUN touch a; \\exit 0', 'RUN touch b']),
  either('command exit', ['RUN touch a; command exit 0', 'RUN touch b']),
  either('exit by a variable', ['ENV END=exit', 'RUN touch a; $END 0', 'RUN touch b']),
  either('exit by eval', ['RUN touch a; eval exit 0', 'RUN touch b']),
  either('exit with a redirection before it', ['RUN touch a; >c exit 0', 'RUN touch b']),
  either('exit with an assignment before it', ['RUN touch a; X=1 exit 0', 'RUN touch b']),
  either('exit 0 behind ||', ['RUN test -e nope || exit 0; touch c', 'RUN touch b']),
  either('exit 0 behind || at the end', ['RUN test -e nope || exit 0', 'RUN touch b']),
  either('exit 0 in an if', ['RUN if true; then exit 0; fi; touch c', 'RUN touch b']),
  either('exit 0 in a case', ['RUN case x in x) exit 0;; esac; touch c', 'RUN touch b']),
  either('exit 0 in a loop', ['RUN for i in 1 2; do touch f$i; exit 0; done', 'RUN touch b']),
  either('exit 0 in a function', ['RUN leave() { exit 0; }; test -e nope || leave; touch c', 'RUN touch b']),
  either('exec behind ||', ['RUN test -e nope || exec touch a; touch c', 'RUN touch b']),
  either('exec in an if', ['RUN if true; then exec touch a; fi', 'RUN touch b']),
  either('exit 1 behind || fails in both', ['RUN test -e nope || exit 1', 'RUN touch b'], {
    fails: true,
    bare: 'it fails in both',
  }),
  joins('exit in a subshell ends the subshell', ['RUN ( touch a; exit 0 )', 'RUN touch b']),
  joins('exit in a command substitution', ['RUN echo $(echo x; exit 1) > a', 'RUN touch b']),
  joins('exit in a pipeline', ['RUN echo x | { read x; exit 0; }', 'RUN touch b']),
  joins('exit of another shell', ["RUN sh -c 'touch a; exit 0'", 'RUN touch b']),
  joins('find -exec is no exec', [
    "RUN find . -name a -exec step x {} ';'",
    'RUN find . -name log -exec step {} +',
  ]),
  joins('the word exit as an argument', ['RUN echo exit > a', 'RUN echo return exec > b']),
  either('exit in the last RUN', ['RUN step a', 'RUN step b; exit 0']),
  either('exit with a status in the last RUN', ['RUN step a', 'RUN step b || exit 0; step c']),
  either('exec in the last RUN', ['RUN step a', 'RUN exec step b'], { bare: 'nothing comes after it' }),
  joinsWithCare('exit in the last RUN, behind ||', ['RUN step a', 'RUN step b || { step c; exit 0; }']),
]
