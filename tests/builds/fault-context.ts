import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FILES_A_FOLDER = 1000

/** Makes `count` small files, each with another content, in folders below `folder`, which is made as well. */
export function makeManyFiles(folder: string, count: number): void {
  for (let from = 0; from < count; from += FILES_A_FOLDER) {
    const below = join(folder, `part-${from / FILES_A_FOLDER}`)
    mkdirSync(below, { recursive: true })
    for (let number = from; number < Math.min(count, from + FILES_A_FOLDER); number += 1)
      writeFileSync(join(below, `file-${number}.txt`), `${number}\n`)
  }
}

/** What oddDockerfile starts from. It needs no context and no network. */
export const ODD_BASE = 'python:3.11-slim'

/**
 * Run by the image as it starts: a line for each file below /odd as the kernel sees it, sorted, sockets left out, which no
 * archive can hold. The fields: path in hex; kind as ls prints it; mode in octal; uid:gid; sha256 of a file, target of a
 * link in hex or major:minor of a device; capabilities in hex; the first path, in hex, of those that are hard links of
 * one file. A hyphen stands for none.
 */
const LISTING = `
import hashlib, os, stat

def capabilities(path):
    try:
        return os.getxattr(path, "security.capability", follow_symlinks=False).hex()
    except OSError:
        return "-"

paths = sorted(os.path.join(folder, name) for folder, *names in os.walk(b"/odd") for name in sum(names, []))
first = {}
for path in paths:
    status = os.lstat(path)
    kind = stat.filemode(status.st_mode)[0]
    if kind == "s":
        continue
    more = "-"
    if kind == "-":
        with open(path, "rb") as file:
            more = hashlib.sha256(file.read()).hexdigest()
    elif kind == "l":
        more = os.readlink(path).hex()
    elif kind in "bc":
        more = f"{os.major(status.st_rdev)}:{os.minor(status.st_rdev)}"
    link = "-" if kind == "d" else first.setdefault(status.st_ino, path.hex())
    mode = format(stat.S_IMODE(status.st_mode), "o")
    print(path.hex(), kind, mode, f"{status.st_uid}:{status.st_gid}", more, capabilities(path), link)
`

/** Everything that an archive of an image can hold and that is easily read wrong, in layers that change each other. */
export const ODD_DOCKERFILE = String.raw`FROM ${ODD_BASE}
WORKDIR /odd

# What the layers above this one change
RUN for folder in opaque gone replaced-by-file replaced-by-link moved merged mode-only; do \
      mkdir -p "$folder/below" && echo "$folder" > "$folder/file" && echo below > "$folder/below/file"; \
    done && \
    mkdir target && echo target > target/file && ln -s target link-to-folder && ln -s target link-replaced && \
    echo 1 > replaced-by-folder && echo 1 > overwritten && echo 1 > emptied && echo 1 > gone-file && \
    echo linked > linked-1 && ln linked-1 linked-2 && ln linked-1 linked-3 && ln linked-1 merged/linked-4 && \
    echo split > split-1 && ln split-1 split-2 && \
    ln -s linked-1 soft-1 && ln soft-1 soft-2

RUN mkdir kinds && cd kinds && \
    mknod null c 1 3 && mknod -m 640 loop b 7 200 && mknod large c 300 70000 && mkfifo -m 622 fifo && ln fifo fifo-2 && \
    ln null null-2 && \
    cp /bin/true setuid && chmod 4755 setuid && cp /bin/true setgid && chmod 2711 setgid && \
    mkdir sticky setgid-folder closed && chmod 1777 sticky && chmod 2775 setgid-folder && chmod 000 closed && \
    echo unreadable > unreadable && chmod 000 unreadable && \
    echo owned > owned && chown 2500000:3000000 owned && chown -h 7:8 ../soft-1 && \
    truncate -s 3M sparse && printf end >> sparse && : > empty && \
    echo old > old && touch -d 1960-01-01T00:00:00.123456789Z old && echo late > late && touch -d 2300-01-01 late && \
    cp /bin/true capable && \
    python3 -c 'import os, socket; socket.socket(socket.AF_UNIX).bind("socket"); os.setxattr("capable", "security.capability", bytes.fromhex("0100000200040000" + 24 * "0"))'

RUN mkdir names && cd names && \
    touch "$(printf 'caf\351')" "$(printf 'caf\303\251')" "$(printf 'cafe\314\201')" "$(printf '\377\376')" && \
    touch -- "$(printf 'new\nline')" 'back\slash' ' blanks ' -dash '*' '"quotes"' "it's" '$HOME' 100%25 .hidden ... wh.file && \
    ln -s "$(printf '\351-target')" "$(printf 'link-\351')" && \
    long=$(printf '%0100d' 0) && mkdir -p "$long/$long/$long" && touch "$long/$long/$long/$long$long" && \
    ln -s "$long/$long/$long/$long$long" long-link && ln "$long/$long/$long/$long$long" long-hard-link

# Whiteouts, opaque folders, one kind in place of another
RUN rm -r gone gone-file && \
    rm -r opaque && mkdir opaque && echo new > opaque/new && \
    rm -r replaced-by-file && echo file > replaced-by-file && \
    rm -r replaced-by-link && ln -s target replaced-by-link && \
    rm replaced-by-folder && mkdir replaced-by-folder && echo in > replaced-by-folder/file && \
    rm link-replaced && mkdir link-replaced && echo in > link-replaced/file && \
    echo through > link-to-folder/through && \
    echo 2 > overwritten && : > emptied && \
    mv moved moved-away && chmod 711 mode-only

# Hard links to files of lower layers, some of whose names go
RUN rm linked-2 && ln linked-1 linked-5 && echo changed >> split-1 && rm merged/below/file && echo new > merged/new && \
    ln /etc/debian_version base-version && ln -f target/file target/again
RUN rm linked-1 && mkdir gone && echo back > gone/back && rm -r opaque && mkdir -m 700 opaque && rm -r names/.hidden
RUN true

CMD ${JSON.stringify(['python3', '-c', LISTING])}
`
