#!/bin/sh
# Makes the samples beside it: one second of speech in every format that is probed.
# Needs espeak-ng, ffmpeg and lame. The committed files are what tests read; run this only
# to add a format.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

espeak-ng -w "$work/speech.wav" "One short second of sound, for a test."
ff() { ffmpeg -v error -y -bitexact "$@"; }
ff -i "$work/speech.wav" -t 1 -ar 16000 -ac 1 "$work/one.wav"
ff -f lavfi -i color=c=teal:s=40x30 -frames:v 1 "$work/cover.png"
cat > "$work/marks.txt" <<'END'
;FFMETADATA1
title=One second
artist=The Tea Table
album=Cups
track=3/12
disc=2
date=2026
comment=A sample
[CHAPTER]
TIMEBASE=1/1000
START=0
END=400
title=Leaf
[CHAPTER]
TIMEBASE=1/1000
START=400
END=1000
title=Wäter
END
in="-i $work/one.wav"
marked="$in -i $work/marks.txt -map_metadata 1 -map 0:a"

lame --quiet -V 5 --tt "One second" --ta "The Tea Table" --tl Cups --tn 3/12 --ty 2026 \
    --tc "A sample" --ti "$work/cover.png" --id3v2-only "$work/one.wav" xing.mp3
lame --quiet -t -V 5 "$work/one.wav" plain.mp3
lame --quiet -b 64 --resample 16 "$work/one.wav" info.mp3
lame --quiet -t -b 32 --resample 16 "$work/one.wav" constant.mp3
ff $marked -c:a libmp3lame -b:a 24k -ar 8000 chapters.mp3
ff $marked -c:a aac -b:a 32k one.m4a
ff $marked -c:a aac -b:a 32k -movflags disable_chpl+faststart quicktime-chapters.m4a
ff $in -c:a aac -b:a 32k -movflags frag_keyframe+empty_moov -frag_duration 300000 fragmented.m4a
ff $in -c:a alac alac.m4a
ff $in -c:a aac -q:a 0.5 -f adts one.aac
ff $marked -c:a libopus -b:a 24k one.opus
ff $marked -c:a libvorbis -q:a 0 one.ogg
ff $marked -c:a flac one.flac
ff $in -c:a flac -f ogg one.oga
ff $in -c:a flac -f flac - > piped.flac
ff $in -ar 8000 -metadata title="One second" one.wav
ff $in -ar 8000 -f wav - > piped.wav
ff $in -ar 8000 -rf64 always rf64.wav
ff $in -ar 8000 -c:a pcm_s24le extensible.wav
ff $in -ar 8000 -c:a adpcm_ms adpcm.wav
for name in one.mp4 one.m4v one.mov; do
    ff -f lavfi -i color=c=teal:s=32x32:r=5:d=1 $in -map 0:v -map 1:a \
        -c:v libx264 -pix_fmt yuv420p -c:a aac -b:a 32k -t 1 "$name"
done
